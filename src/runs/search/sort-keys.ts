import { fail } from "#ground/errors";
import { type Ordering, SEARCH_ERRORS } from "#ground/search";
import { nearest } from "#ground/words";

/** What the list sorts by, and the name of it in a search. */
const SORTS: Readonly<Record<string, string>> = {
  startedAt: "start_time",
  endedAt: "end_time",
  durationMs: "duration",
  name: "run_name",
  user: "user_id",
  status: "status",
  experiment: "experiment",
  commit: "commit",
  id: "run_id",
};

const PREFIXES: Readonly<Record<string, Pick<Ordering["field"], "target" | "part">>> = {
  metrics: { target: "metric", part: "last" },
  last: { target: "metric", part: "last" },
  min: { target: "metric", part: "min" },
  max: { target: "metric", part: "max" },
  best: { target: "metric", part: "best" },
  count: { target: "metric", part: "count" },
  params: { target: "param", part: "last" },
  tags: { target: "tag", part: "last" },
};

/** The order that a key of the list and a direction name; FILTER_INVALID for a key that nothing is sorted by. */
export function ordering(sort: string, order: "asc" | "desc"): Ordering {
  const descending = order === "desc";
  const dot = sort.indexOf(".");
  const prefix = dot === -1 ? undefined : sort.slice(0, dot);
  if (prefix !== undefined && Object.hasOwn(PREFIXES, prefix)) {
    const { target, part } = PREFIXES[prefix] as (typeof PREFIXES)[string];
    return { field: { target, part, key: sort.slice(dot + 1) }, descending };
  }
  const key = Object.hasOwn(SORTS, sort) ? SORTS[sort] : undefined;
  if (key !== undefined) return { field: { target: "attribute", key, part: "last" }, descending };
  const names = Object.keys(SORTS);
  const near =
    nearest(sort.slice(0, 60), names) ??
    `${names.join(", ")}, or metrics., min., max., best., params. or tags. with a key`;
  throw fail(SEARCH_ERRORS, "FILTER_INVALID", {
    filter: sort,
    problem: `runs can't be sorted by it; try ${near}`,
  });
}
