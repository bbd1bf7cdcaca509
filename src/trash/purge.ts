import type { Tx } from "#ground/database";
import { fail } from "#ground/errors";
import type { ServerContext } from "#ground/server";
import type { Trashed } from "#ground/slice";
import { forgetThing, type Thing } from "#lineage";
import { ERRORS } from "./errors.ts";
import { findTrashed, type Wanted } from "./find-trashed.ts";
import { finishPurge } from "./finish-purge.ts";
import { heldText, holdingsOf, keyOf } from "./held.ts";
import type { KindCount, Purged } from "./model.ts";
import { purged } from "./purged.ts";
import { keepReserve, writeFromReserve } from "./reserve.ts";
import { insertPurge, type OpenPurge } from "./store/journal.ts";
import { byKind, idsOf, trashableOf, trashablesOf } from "./trashables.ts";

/** Things a write: few enough that nobody who logs meanwhile has to wait for long. */
const PIECE = 25;

/**
 * Removes things in the trash for good: records, lineage and files. TRASH_HELD where somebody refers to one of them or to
 * what goes with it, TRASH_UNKNOWN where one lies elsewhere; then nothing is removed. What is removed is written down with
 * the records, and then the files go: a server that was killed meanwhile finishes it when it starts.
 */
export async function purge(context: ServerContext, wanted: Wanted): Promise<Purged> {
  const found = await findTrashed(context, wanted);
  for (const { trashable, things } of byKind(context, found))
    await trashable.refuse?.(context, idsOf(things));
  const held = await holdingsOf(context, found);
  if (held.length > 0) throw fail(ERRORS, "TRASH_HELD", { held: heldText(held) });
  const gone = await purgeFree(context, found);
  // At once, and not within the hour: who purges by hand may need the space.
  for (const told of context.hooks.of(purged)) await told(context);
  return gone;
}

/** Purges things that nobody holds, with what goes with them. */
export async function purgeFree(
  context: ServerContext,
  things: readonly Trashed[],
): Promise<Purged> {
  const leaving = await withParts(context, things);
  for (const { trashable } of byKind(context, leaving))
    await writeFromReserve(context, async () => trashable.prepare?.(context));
  const gone: string[] = [];
  let bytes = 0;
  for (let at = 0; at < leaving.length; at += PIECE) {
    const piece = leaving.slice(at, at + PIECE);
    const written = await writeFromReserve(context, () =>
      context.database.write((tx) => deleteRecords(tx, context, piece)),
    );
    gone.push(...written.gone);
    bytes += await finishPurge(context, written.open);
  }
  keepReserve(context);
  if (gone.length > 0) context.events.publish("trash");
  return purgedOf(context, gone, bytes);
}

/** Two purges as one. */
export function together(a: Purged, b: Purged): Purged {
  const counts = new Map(b.gone.map(({ kind, count }) => [kind, count]));
  const gone = a.gone.map((one) => ({ ...one, count: one.count + (counts.get(one.kind) ?? 0) }));
  return answer(gone, a.bytes + b.bytes);
}

/** Nothing purged, of all kinds that there are. */
export function nothingPurged(context: ServerContext): Purged {
  return purgedOf(context, [], 0);
}

/** Things with their parts, which go before them. */
async function withParts(context: ServerContext, things: readonly Trashed[]): Promise<Trashed[]> {
  const all = new Map<string, Trashed>();
  for (const one of things) {
    const parts = (await trashableOf(context, one.kind).parts?.(context, one.id)) ?? [];
    for (const each of [...parts, one]) if (!all.has(keyOf(each))) all.set(keyOf(each), each);
  }
  return [...all.values()];
}

async function deleteRecords(
  tx: Tx,
  context: ServerContext,
  piece: readonly Trashed[],
): Promise<{ readonly gone: string[]; readonly open: OpenPurge[] }> {
  const gone: string[] = [];
  const open: OpenPurge[] = [];
  const at = context.clock.now();
  for (const { kind, id, name, project, place } of piece) {
    const left = await trashableOf(context, kind).purge(tx, context, id);
    if (left === undefined) continue;
    for (const thing of left.things) await forgetThing(tx, thing as Thing);
    const { places } = left;
    open.push(await insertPurge(tx, { kind, id, name, project, place, places, at }));
    gone.push(kind);
  }
  return { gone, open };
}

function purgedOf(context: ServerContext, kinds: readonly string[], bytes: number): Purged {
  const gone = trashablesOf(context).map(({ kind, plural }) => ({
    kind,
    plural,
    count: kinds.filter((one) => one === kind).length,
  }));
  return answer(gone, bytes);
}

function answer(gone: readonly KindCount[], bytes: number): Purged {
  return { gone, bytes, ...Object.fromEntries(gone.map(({ plural, count }) => [plural, count])) };
}
