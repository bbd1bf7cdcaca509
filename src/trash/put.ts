import { fail } from "#ground/errors";
import type { ServerContext } from "#ground/server";
import type { Asker, Named } from "#ground/slice";
import { ERRORS } from "./errors.ts";
import type { Wanted } from "./find-trashed.ts";
import { heldText, holdingsOf } from "./held.ts";
import { byKind, idsOf, trashablesOf } from "./trashables.ts";

/**
 * Puts things into the trash for somebody who asks Fettle. More careful than the deletes of foreign protocols, which must
 * always work: refused where a slice says that one has to stay, and TRASH_HELD for what others refer to; then nothing is
 * moved.
 */
export async function putIntoTrash(
  context: ServerContext,
  wanted: Wanted,
  asker: Asker,
): Promise<void> {
  const things = "things" in wanted ? wanted.things : await named(context, wanted.ids);
  const groups = byKind(context, things);
  for (const { trashable, things: some } of groups) {
    const { put } = trashable;
    const ids = idsOf(some);
    const known = new Set(await put?.knows(context, ids));
    const missing = ids.find((id) => !known.has(id));
    if (missing !== undefined) throw fail(ERRORS, "TRASH_THING_UNKNOWN", { ref: missing });
    await put?.check(context, ids);
  }
  const held = await holdingsOf(context, things);
  if (held.length > 0) throw fail(ERRORS, "TRASH_HELD", { held: heldText(held) });
  for (const { trashable, things: some } of groups)
    await trashable.put?.move(context, idsOf(some), asker);
}

async function named(context: ServerContext, ids: readonly string[]): Promise<Named[]> {
  const found: Named[] = [];
  for (const { kind, put } of trashablesOf(context))
    for (const id of (await put?.knows(context, ids)) ?? []) found.push({ kind, id });
  return [...new Set(ids)].map((ref) => {
    const [only, ...others] = found.filter(({ id }) => id === ref);
    if (only === undefined) throw fail(ERRORS, "TRASH_THING_UNKNOWN", { ref });
    if (others.length > 0)
      throw fail(ERRORS, "TRASH_AMBIGUOUS", {
        ref,
        matches: [only, ...others].map(({ kind }) => `a ${kind}`).join(", "),
      });
    return only;
  });
}
