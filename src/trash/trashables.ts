import { defineHook, type Hook } from "#ground/hooks";
import { invalid } from "#ground/mlflow";
import type { ServerContext } from "#ground/server";
import type { Named, Trashable } from "#ground/slice";

/** What of all slices may lie in the trash. Filled by app, from their manifests. */
export const trashables: Hook<() => readonly Trashable[]> = defineHook("trash.trashables");

/** All kinds that may lie in the trash, those of lower slices first. */
export function trashablesOf(context: ServerContext): readonly Trashable[] {
  return context.hooks.of(trashables).flatMap((give) => give());
}

/** The kind of this name; VALUE_INVALID where there is none. */
export function trashableOf(context: ServerContext, kind: string): Trashable {
  const all = trashablesOf(context);
  const found = all.find((one) => one.kind === kind);
  if (found !== undefined) return found;
  const kinds = all.map((one) => one.kind).join(", ");
  throw invalid(kind.slice(0, 50), "kind", `expected one of ${kinds}`);
}

/** Things by their kinds, each kind once, in the order in which they first come. */
export function byKind<T extends Named>(
  context: ServerContext,
  things: readonly T[],
): { readonly trashable: Trashable; readonly things: readonly T[] }[] {
  const groups = Map.groupBy(things, (one) => one.kind);
  return [...groups].map(([kind, some]) => ({
    trashable: trashableOf(context, kind),
    things: some,
  }));
}

/** Ids of things. */
export function idsOf(things: readonly Named[]): string[] {
  return things.map((one) => one.id);
}
