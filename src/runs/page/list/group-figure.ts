import type { RunGroup, RunsView } from "./read-runs.ts";

const PARTS = { metrics: "mean", min: "min", max: "max", best: "best" } as const;

/** What a group has in a column of runs, which is what is shown and what is sorted by; null where it has nothing. */
export function figureOf(group: RunGroup, column: string): number | string | null {
  const [, part = "", metric = ""] = /^(metrics|min|max|best)\.(.+)$/s.exec(column) ?? [];
  if (part !== "") return group.metrics[metric]?.[PARTS[part as keyof typeof PARTS]] ?? null;
  if (column === "name") return titleOf(group);
  if (column === "startedAt") return group.newest;
  return group.by.find(({ key }) => key === column)?.value ?? null;
}

/** Groups in the order of the table's sort; by their size where its column says nothing of groups. */
export function sortGroups(
  groups: readonly RunGroup[],
  sort: RunsView["sort"],
): readonly RunGroup[] {
  const figures = new Map(groups.map((group) => [group, figureOf(group, sort.key)]));
  const isSilent = [...figures.values()].every((figure) => figure === null);
  const by = (group: RunGroup) => (isSilent ? group.runs : (figures.get(group) ?? null));
  return groups.toSorted((a, b) => {
    const [left, right] = [by(a), by(b)];
    // What has nothing there comes last either way.
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    const order = left < right ? -1 : left > right ? 1 : 0;
    return sort.descending ? -order : order;
  });
}

/** The values that a group's runs have in common. */
function titleOf({ by }: Pick<RunGroup, "by">): string {
  return by.map(({ value }) => value ?? "without").join(" · ");
}
