import { defineHook, type Hook } from "#ground/hooks";
import type { ServerContext } from "#ground/server";
import type { Held } from "#ground/slice";
import { lineageOf } from "#lineage";

/**
 * Asks who would lose something if these runs or logged models (`m-...`) were gone. Filled by the slices that refer to
 * runs; what stands in the lineage as made from a run is found without it.
 */
export const runHeld: Hook<
  (ids: readonly string[], context: ServerContext) => Promise<readonly Held[]>
> = defineHook("runs.runHeld");

/** Who holds which of these runs and logged models. */
export async function holdersOf(context: ServerContext, ids: readonly string[]): Promise<Held[]> {
  const held: Held[] = [];
  if (ids.length === 0) return held;
  for (const ask of context.hooks.of(runHeld)) held.push(...(await ask(ids, context)));
  for (const id of ids) for (const by of await madeFrom(context, id)) held.push({ id, by });
  return held;
}

/** Models answer for themselves, since one that was deleted stays in the lineage. */
async function madeFrom(context: ServerContext, id: string): Promise<string[]> {
  const { edges } = await lineageOf(context.database, { kind: "run", id }, 1);
  return edges
    .filter((edge) => edge.from.kind === "run" && edge.from.id === id && edge.to.kind !== "model")
    .map((edge) => `${edge.to.kind} ${edge.to.id}`);
}
