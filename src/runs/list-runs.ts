import type { Reader } from "#ground/database";
import { fail } from "#ground/errors";
import { nearest } from "#ground/words";
import type { ListRunsQuery } from "./api.ts";
import { describeRows } from "./describe-run.ts";
import { ERRORS } from "./errors.ts";
import type { RunList } from "./model.ts";
import { type Ordering, parseFilter } from "./search/index.ts";
import { countRuns, type RunSearch, searchRuns } from "./store/search-runs.ts";
import { selectKeys } from "./store/select-keys.ts";

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

const LIMIT = 100;

/** A page of runs, how many there are, and which metrics and parameters the project has seen. */
export async function listRuns(db: Reader, query: ListRunsQuery): Promise<RunList> {
  const search: RunSearch = {
    project: query.project,
    experiment: query.experiment,
    statuses: query.status === undefined ? undefined : query.status.split(","),
    lifecycle: "active",
    words: query.q,
    conditions: parseFilter(query.filter ?? ""),
  };
  const runs = await searchRuns(db, search, {
    order: [ordering(query.sort ?? "startedAt", query.order ?? "desc")],
    limit: query.limit ?? LIMIT,
    offset: query.offset ?? 0,
  });
  return {
    total: await countRuns(db, search),
    runs: await describeRows(db, runs),
    metrics: await selectKeys(db, "metrics", query.project),
    params: await selectKeys(db, "params", query.project),
  };
}

function ordering(sort: string, order: "asc" | "desc"): Ordering {
  const descending = order === "desc";
  if (sort.startsWith("metrics.")) return { target: "metric", key: sort.slice(8), descending };
  if (sort.startsWith("params.")) return { target: "param", key: sort.slice(7), descending };
  const key = Object.hasOwn(SORTS, sort) ? SORTS[sort] : undefined;
  if (key !== undefined) return { target: "attribute", key, descending };
  const names = Object.keys(SORTS);
  const near = nearest(sort, names) ?? `${names.join(", ")}, metrics.<key> or params.<key>`;
  throw fail(ERRORS, "RUNS_FILTER_INVALID", {
    filter: sort,
    problem: `runs can't be sorted by it; try ${near}`,
  });
}
