import { defineHook, type Hook } from "#ground/hooks";
import type { ServerContext } from "#ground/server";
import { lineageOf } from "#lineage";

/** Something that must not lose a run: `by` names it for a person, as in `model intent@2`. */
export type Holder = { readonly id: string; readonly by: string };

/**
 * Asks who would lose something if these runs or logged models (`m-...`) were gone. Filled by the slices that refer to
 * runs; what stands in the lineage as made from a run is found without it.
 */
export const runHeld: Hook<
  (ids: readonly string[], context: ServerContext) => Promise<readonly Holder[]>
> = defineHook("runs.runHeld");

/** Who holds which of these runs and logged models; those that nobody holds are left out. */
export async function holdersOf(
  context: ServerContext,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const held = new Map<string, Set<string>>();
  const add = ({ id, by }: Holder): void => {
    const names = held.get(id) ?? new Set();
    held.set(id, names.add(by));
  };
  if (ids.length === 0) return new Map();
  for (const ask of context.hooks.of(runHeld)) for (const one of await ask(ids, context)) add(one);
  for (const id of ids) for (const by of await madeFrom(context, id)) add({ id, by });
  return new Map([...held].map(([id, names]) => [id, [...names].sort()]));
}

/** Models answer for themselves, since one that was deleted stays in the lineage. */
async function madeFrom(context: ServerContext, id: string): Promise<string[]> {
  const { edges } = await lineageOf(context.database, { kind: "run", id }, 1);
  return edges
    .filter((edge) => edge.from.kind === "run" && edge.from.id === id && edge.to.kind !== "model")
    .map((edge) => `${edge.to.kind} ${edge.to.id}`);
}

/** `run 3f2a91c7 by model intent@2; ...`, for RUNS_HELD. */
export function heldText(held: ReadonlyMap<string, readonly string[]>): string {
  const lines = [...held].map(([id, by]) => `${id.slice(0, 8)} by ${by.join(", ")}`);
  const rest = lines.length - 5;
  return `${lines.slice(0, 5).join("; ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}
