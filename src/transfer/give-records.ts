import type { ServerContext } from "#ground/server";
import type { CarriedRecord, Given, LeftRecord, Selection } from "#ground/slice";
import type { ExportQuery } from "./api.ts";
import { carriesOf, kindsOf } from "./carries.ts";

/** The kinds that the earlier flag `registry=false` leaves out. */
const REGISTRY = ["logged-model", "registered-model", "version", "edge"];

/** Lines, and how many of them are of the kind that takes longest. */
type Lines = { readonly lines: AsyncIterable<string>; readonly counted: Given["counted"] };

/** All that is asked for, as lines, in the order in which an import can take it, with what is left behind. */
export async function giveRecords(
  context: ServerContext,
  query: ExportQuery,
  signal: AbortSignal,
): Promise<Lines> {
  const kinds = new Map(kindsOf(context).map((kind) => [kind.name, kind]));
  const wanted = query.kinds === undefined ? undefined : new Set(query.kinds.split(","));
  const things = new Set([...kinds.values()].flatMap(({ thing }) => thing?.kind ?? []));
  const given = new Set<string>();
  const without = new Set([
    ...(query.points === "false" ? ["points"] : []),
    ...(query.registry === "false" ? REGISTRY : []),
  ]);
  const { project, experiment } = query;
  const selection: Selection = {
    project,
    experiment,
    filter: query.filter === "" ? undefined : query.filter,
    wants: (kind) => (wanted === undefined || wanted.has(kind)) && !without.has(kind),
    given({ kind, id }) {
      if (given.has(`${kind} ${id}`)) return "yes";
      return things.has(kind) ? "no" : "never";
    },
    signal,
  };
  // All are asked before the first line, so that a wrong filter is answered and not cut off.
  const all: Given[] = [];
  for (const carry of carriesOf(context)) all.push(await carry.give(context, selection));
  const note = (record: CarriedRecord | LeftRecord): void => {
    const thing = kinds.get(record.type)?.thing;
    if (thing !== undefined) given.add(`${thing.kind} ${thing.id(record as CarriedRecord)}`);
  };
  const streams = all.map(({ records }) => records);
  const counted = all.find((one) => one.counted !== undefined)?.counted;
  return { lines: lines(streams, note, selection), counted };
}

async function* lines(
  streams: readonly AsyncIterable<CarriedRecord | LeftRecord>[],
  note: (record: CarriedRecord | LeftRecord) => void,
  { wants }: Selection,
): AsyncIterable<string> {
  for (const stream of streams)
    for await (const record of stream) {
      if (record.type !== "left" && !wants(record.type)) continue;
      note(record);
      yield `${JSON.stringify(record)}\n`;
    }
}
