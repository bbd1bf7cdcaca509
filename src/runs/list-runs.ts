import { fail } from "#ground/errors";
import { type Ordering, SEARCH_ERRORS } from "#ground/search";
import type { ServerContext } from "#ground/server";
import { nearest } from "#ground/words";
import type { ListRunsQuery } from "./api.ts";
import { describeRows } from "./describe-run.ts";
import { settle } from "./metrics/index.ts";
import type { RunList, RunRow } from "./model.ts";
import {
  fewRuns,
  inPieces,
  orderedRuns,
  runSearch,
  selectKeys,
  selectRuns,
} from "./search/index.ts";
import { selectDirections } from "./store/project-choices.ts";
import type { Settled } from "./store/settled.ts";

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

const LIMIT = 100;

/** A page of runs, how many there are, and which metrics and parameters the project has seen. */
export async function listRuns(context: ServerContext, query: ListRunsQuery): Promise<RunList> {
  const database = await settle(context);
  const directions = await selectDirections(database, query.project);
  const order = ordering(query.sort ?? "startedAt", query.order ?? "desc");
  const search = runSearch(query, context.clock.now(), directions);
  const numbers = await orderedRuns(database, search, [order]);
  const offset = query.offset ?? 0;
  const page = numbers.subarray(offset, offset + (query.limit ?? LIMIT));
  const keys = new Set((query.extremes ?? "").split(",").filter((key) => key !== ""));
  const runs: RunRow[] = [];
  const read = async (reader: Settled, piece: Int32Array) =>
    describeRows(reader, await selectRuns(reader, piece), { keys, directions });
  for await (const piece of inPieces(database, page, read)) runs.push(...piece);
  const reader = (await fewRuns(database)) ? database : database.aside;
  return {
    total: numbers.length,
    runs,
    metrics: await selectKeys(reader, "metrics", query.project),
    params: await selectKeys(reader, "params", query.project),
  };
}

function ordering(sort: string, order: "asc" | "desc"): Ordering {
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
