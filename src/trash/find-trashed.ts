import { fail } from "#ground/errors";
import type { ServerContext } from "#ground/server";
import type { Named, Trashed } from "#ground/slice";
import { ERRORS } from "./errors.ts";
import { byKind, idsOf, trashablesOf } from "./trashables.ts";

/** Things, or ids of things whose kind the trash finds out. */
export type Wanted = { readonly ids: readonly string[] } | { readonly things: readonly Named[] };

/** The things that are wanted, each once; TRASH_UNKNOWN where one lies elsewhere, TRASH_AMBIGUOUS where several kinds know an id. */
export async function findTrashed(context: ServerContext, wanted: Wanted): Promise<Trashed[]> {
  if ("ids" in wanted) {
    const ids = [...new Set(wanted.ids)];
    const found: Trashed[] = [];
    for (const one of trashablesOf(context)) found.push(...(await one.find(context, ids)));
    return inOrder(ids, found);
  }
  const found: Trashed[] = [];
  for (const { trashable, things } of byKind(context, wanted.things)) {
    const ids = [...new Set(idsOf(things))];
    found.push(...inOrder(ids, await trashable.find(context, ids)));
  }
  return found;
}

/** One of each id. */
function inOrder(ids: readonly string[], found: readonly Trashed[]): Trashed[] {
  const groups = Map.groupBy(found, (one) => one.id);
  return ids.map((ref) => {
    const [only, ...others] = groups.get(ref) ?? [];
    if (only === undefined) throw fail(ERRORS, "TRASH_UNKNOWN", { ref });
    if (others.length > 0)
      throw fail(ERRORS, "TRASH_AMBIGUOUS", {
        ref,
        matches: [only, ...others].map((one) => `the ${one.kind} ${one.name}`).join(", "),
      });
    return only;
  });
}
