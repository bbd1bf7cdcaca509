import { invalid } from "#ground/mlflow";
import type { ServerContext } from "#ground/server";
import type { Asker } from "#ground/slice";
import { findTrashed, type Wanted } from "./find-trashed.ts";
import { byKind, idsOf, trashableOf } from "./trashables.ts";

/**
 * Takes things out of the trash, as they were. With `as`, which goes with one of them, under another name. TRASH_UNKNOWN
 * where one doesn't lie there; then nothing comes back. A kind that refuses its own stops no other kind, and is told in the
 * end.
 */
export async function takeFromTrash(
  context: ServerContext,
  wanted: Wanted,
  wish: Asker & { readonly as?: string | undefined },
): Promise<void> {
  const things = await findTrashed(context, wanted);
  const [first] = things;
  if (wish.as !== undefined && first !== undefined) {
    if (things.length > 1) throw invalid(wish.as, "as", "a new name goes with one thing");
    if (trashableOf(context, first.kind).renames !== true)
      throw invalid(wish.as, "as", `a ${first.kind} comes back under its own name`);
  }
  const refusals: unknown[] = [];
  for (const { trashable, things: some } of byKind(context, things))
    await trashable.restore(context, idsOf(some), wish).catch((error) => refusals.push(error));
  context.events.publish("trash");
  if (refusals.length > 0) throw refusals[0];
}
