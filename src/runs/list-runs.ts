import type { ServerContext } from "#ground/server";
import type { ListRunsQuery } from "./api.ts";
import { describeRows } from "./describe-run.ts";
import { settle } from "./metrics/index.ts";
import type { RunList, RunRow } from "./model.ts";
import {
  fewRuns,
  inPieces,
  orderedRuns,
  ordering,
  runSearch,
  selectKeys,
  selectRuns,
} from "./search/index.ts";
import { selectDirections } from "./store/project-choices.ts";
import type { Settled } from "./store/settled.ts";

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
