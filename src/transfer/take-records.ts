import type { ZodError } from "zod";
import type { ServerContext } from "#ground/server";
import type { CarriedKind, CarriedRecord, Carry, Taken } from "#ground/slice";
import type { ImportAnswer, ImportBody } from "./api.ts";
import { carriesOf } from "./carries.ts";

/**
 * Hands records to the slices that own their kinds, in their order. One that fits no kind, or not its kind, is refused,
 * and the others go on.
 */
export async function takeRecords(context: ServerContext, body: ImportBody): Promise<ImportAnswer> {
  const owners = new Map<string, Owner>();
  for (const carry of carriesOf(context))
    for (const kind of carry.kinds) owners.set(kind.name, { carry, kind });
  const results: Taken[] = [];
  const going: { carry: Carry | undefined; at: number[]; records: CarriedRecord[] } = {
    carry: undefined,
    at: [],
    records: [],
  };
  const hand = async (): Promise<void> => {
    const { carry } = going;
    if (carry === undefined) return;
    const [at, records] = [going.at.splice(0), going.records.splice(0)];
    const taken = await carry.take(context, records, body.project);
    for (const [i, place] of at.entries()) results[place] = taken[i] as Taken;
  };
  for (const [i, given] of body.records.entries()) {
    const owner = owners.get(given.type);
    const read = checked(owner, given);
    if (owner === undefined || !("record" in read)) {
      results[i] = read as Refused;
      continue;
    }
    if (going.carry !== owner.carry) await hand();
    going.carry = owner.carry;
    going.at.push(i);
    going.records.push(read.record);
  }
  await hand();
  return { results };
}

type Refused = { readonly outcome: "refused"; readonly note: string };
type Owner = { readonly carry: Carry; readonly kind: CarriedKind };

function checked(
  owner: Owner | undefined,
  given: CarriedRecord,
): { readonly record: CarriedRecord } | Refused {
  if (owner === undefined)
    return { outcome: "refused", note: `nothing here keeps records of the kind ${given.type}` };
  const { kind } = owner;
  const read = kind.schema.safeParse(given);
  if (read.success) return { record: read.data as CarriedRecord };
  const { path, message } = read.error.issues[0] as ZodError["issues"][number];
  const field = path.join(".");
  const named = kind.key === undefined ? "" : ` ${String(given[kind.key] ?? "")}`;
  const problem = `${field === "" ? "" : `${field}: `}${message}`;
  return { outcome: "refused", note: `${kind.title}${named.slice(0, 100)}: ${problem}` };
}
