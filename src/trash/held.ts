import type { ServerContext } from "#ground/server";
import type { Named } from "#ground/slice";
import { shortId } from "./model.ts";
import { byKind, trashableOf } from "./trashables.ts";

/** Somebody who needs a thing, or a part of it, to stay. */
export type Holding = {
  /** The thing that was asked of. */
  readonly of: Named;
  /** The thing itself, or the part of it that is needed. */
  readonly id: string;
  readonly by: string;
};

/** Who holds these things or what goes with them, in any slice; `partsMax` parts of each are asked of. */
export async function holdingsOf(
  context: ServerContext,
  things: readonly Named[],
  partsMax = Number.POSITIVE_INFINITY,
): Promise<Holding[]> {
  const asked: (Named & { of: Named })[] = [];
  for (const one of things) {
    asked.push({ kind: one.kind, id: one.id, of: one });
    const parts = (await trashableOf(context, one.kind).parts?.(context, one.id)) ?? [];
    for (const part of parts.slice(0, partsMax))
      asked.push({ kind: part.kind, id: part.id, of: one });
  }
  const found: Holding[] = [];
  for (const { trashable, things: some } of byKind(context, asked)) {
    const roots = Map.groupBy(some, (one) => one.id);
    for (const { id, by } of await trashable.held(context, [...roots.keys()]))
      for (const { of } of roots.get(id) ?? []) found.push({ of, id, by });
  }
  return found;
}

/** The names of who holds each thing, sorted; those that nobody holds are left out. */
export function holdersOf(holdings: readonly Holding[]): ReadonlyMap<string, readonly string[]> {
  const groups = Map.groupBy(holdings, ({ of }) => keyOf(of));
  return new Map(
    [...groups].map(([key, some]) => [key, [...new Set(some.map((one) => one.by))].sort()]),
  );
}

/** `3f2a91c7 by model intent@2; ...`, for TRASH_HELD. */
export function heldText(holdings: readonly Holding[]): string {
  const groups = Map.groupBy(holdings, ({ id }) => id);
  const lines = [...groups].map(
    ([id, some]) =>
      `${shortId(id)} by ${[...new Set(some.map((one) => one.by))].sort().join(", ")}`,
  );
  const rest = lines.length - 5;
  return `${lines.slice(0, 5).join("; ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

/** What tells things of all kinds apart. */
export function keyOf({ kind, id }: Named): string {
  return `${kind}\n${id}`;
}
