import { waitOf } from "#ground/clock";
import { isFettleError } from "#ground/errors";
import type { ServerContext } from "#ground/server";
import type { Trashed } from "#ground/slice";
import { holdersOf, holdingsOf, keyOf } from "./held.ts";
import { type TrashItem, type TrashList, waitText } from "./model.ts";
import { purgeAt } from "./purge-at.ts";
import { trashableOf, trashablesOf } from "./trashables.ts";

/** As many of a kind are measured while somebody waits for the list; the rest is measured in the background. */
const MEASURED_AT_ONCE = 100;
/** Who holds the parts of a thing is asked of as many of them. */
const HELD_MAX = 1000;

/** What of the trash is told. */
export type TrashQuery = {
  readonly limit: number;
  /** Default all. */
  readonly kind?: string | undefined;
  readonly project?: string | undefined;
};

/** What lies in the trash, the latest first, with sizes, the time of its purge, and what holds it. */
export async function listTrash(context: ServerContext, query: TrashQuery): Promise<TrashList> {
  const { limit, kind, project } = query;
  const kinds = kind === undefined ? trashablesOf(context) : [trashableOf(context, kind)];
  const found: Trashed[] = [];
  let total = 0;
  let bytes = 0;
  for (const { measure } of kinds) await measure?.(context, MEASURED_AT_ONCE).catch(unlessFull);
  for (const one of kinds) {
    found.push(...(await one.list(context, { limit, project })));
    const counted = await one.count(context, project);
    total += counted.total;
    bytes += counted.bytes;
  }
  const shown = found.sort((a, b) => b.deletedAt - a.deletedAt).slice(0, limit);
  const holders = holdersOf(await holdingsOf(context, shown, HELD_MAX));
  const items = shown.map((one) => itemOf(context, one, holders.get(keyOf(one)) ?? []));
  const wait = await waitOf(context.database, context.clock);
  const waits = wait === null ? null : { ...wait, why: waitText(wait) };
  return { items, total, bytes, waits };
}

/** On a full disk sizes can't be noted; the list is what one needs then, to purge something. */
function unlessFull(error: unknown): void {
  if (!isFettleError(error) || error.code !== "DISK_FULL") throw error;
}

function itemOf(context: ServerContext, one: Trashed, referencedBy: readonly string[]): TrashItem {
  const { more, deletedAt, ...rest } = one;
  const at = purgeAt(context.settings, deletedAt);
  return { ...rest, ...more, deletedAt, purgeAt: at, referencedBy };
}
