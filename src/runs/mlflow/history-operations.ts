import { fail } from "#ground/errors";
import { type Answer, answer } from "#ground/http";
import {
  defineOperation,
  type Fields,
  field,
  invalid,
  MLFLOW_ERRORS,
  type OperationShape,
  pageToken,
  type Read,
  readPageToken,
} from "#ground/mlflow";
import type { Point, Points } from "#ground/points";
import type { ServerContext } from "#ground/server";
import { mlflowNumber } from "#ground/wire";
import { type Metric, metricNamed, readHistory, readSampled, settle } from "../metrics/index.ts";
import { selectRun } from "../store/select-run.ts";
import { RUN } from "./fields.ts";
import { knownRun } from "./run-operations.ts";

const POINTS_MAX = 25_000;
const RUNS_MAX = 100;
const SAMPLE_MAX = 2500;

/** Points as MLflow writes them, with commas between; put together as text, for there may be 25,000 of them. */
function pointsText(points: Points, key: string, run: string): string {
  const { steps, times, values } = points;
  const head = `{"key":${JSON.stringify(key)},"value":`;
  const tail = `,"run_id":${JSON.stringify(run)}}`;
  let text = "";
  for (let i = 0; i < steps.length; i += 1) {
    const value = values[i] as number;
    text += `${i === 0 ? head : `,${head}`}${valueText(value)},"timestamp":${times[i]},"step":${steps[i]}${tail}`;
  }
  return text;
}

function valueText(value: number): string {
  return Number.isNaN(value) ? '"NaN"' : String(mlflowNumber(value));
}

/** The answer of these texts. Without points it has no list at all, as protobuf's JSON. */
function pointsAnswer(texts: readonly string[], token?: string): Answer {
  const points = texts.filter((text) => text !== "").join(",");
  const next = token === undefined ? "" : `,"next_page_token":${JSON.stringify(token)}`;
  return answer({
    headers: { "content-type": "application/json; charset=utf-8" },
    body: points === "" ? "{}" : `{"metrics":[${points}]${next}}`,
  });
}

const ONE = {
  ...RUN,
  metric_key: field.needText,
  max_results: field.whole,
  page_token: field.text,
};

async function history(asked: Read<typeof ONE>, context: ServerContext): Promise<Answer> {
  const { run_id: id, metric_key: key, max_results: max = POINTS_MAX } = asked;
  const run = await knownRun(context, id);
  const limit = Math.min(max, POINTS_MAX);
  if (limit < 1) throw invalid(limit, "max_results", "It must be at least 1");
  const after = readPlace(asked.page_token);
  const db = await settle(context);
  const metric = await metricNamed(db, run.number, key);
  if (metric === undefined) return pointsAnswer([]);
  const { points, more } = await readHistory(db, metric, { after, limit });
  return pointsAnswer([pointsText(points, key, run.id)], more ? placeToken(points) : undefined);
}

/** The point after which a page begins. */
function readPlace(token: string | undefined): Point | undefined {
  const from = readPageToken(token, 4);
  if (from === undefined) return undefined;
  const [timestamp = 0, step = 0, value = 0, nan = 0] = from;
  return { timestamp, step, value: nan === 1 ? Number.NaN : value };
}

function placeToken({ steps, times, values }: Points): string {
  const last = steps.length - 1;
  const value = values[last] as number;
  const nan = Number.isNaN(value) ? 1 : 0;
  return pageToken([times[last] as number, steps[last] as number, value || 0, nan]);
}

function refused(problem: string): Error {
  return fail(MLFLOW_ERRORS, "VALUE_INVALID", { problem });
}

const SEVERAL = {
  run_id: field.about(field.needed(field.texts), "1 to 100 runs."),
  metric_key: field.needed(field.value),
  max_results: field.whole,
} as const;

/** Runs by id, by step one after the other; those that are not there are left out, as MLflow does. */
async function bulk(asked: Read<typeof SEVERAL>, context: ServerContext): Promise<Answer> {
  const { run_id: ids, metric_key: key, max_results: most = POINTS_MAX } = asked;
  if (ids.length === 0)
    throw refused("GetMetricHistoryBulk request must specify at least one run_id.");
  if (ids.length > RUNS_MAX)
    throw refused(
      `GetMetricHistoryBulk request cannot specify more than ${RUNS_MAX} run_ids. Received ${ids.length} run_ids.`,
    );
  if (key === "") throw refused("GetMetricHistoryBulk request must specify a metric_key.");
  const max = Math.min(most, POINTS_MAX);
  if (max < 0) throw invalid(max, "max_results", "It must be at least 0");
  const db = await settle(context);
  const texts: string[] = [];
  let left = max;
  for (const id of [...new Set(ids)].sort()) {
    if (left === 0) break;
    const metric = await metricOf(context, id, key);
    if (metric === undefined) continue;
    const page = { after: undefined, limit: left };
    const { points } = await readHistory(db, metric, page);
    left -= points.steps.length;
    texts.push(pointsText(points, key, id));
  }
  return pointsAnswer(texts);
}

async function metricOf(
  context: ServerContext,
  id: string,
  key: string,
): Promise<Metric | undefined> {
  const run = await selectRun(context.database, id);
  return run === undefined ? undefined : metricNamed(context.database, run.number, key);
}

const SAMPLED = {
  run_ids: {
    ...field.about(field.needed(field.texts), "1 to 100 runs."),
    read(fields: Fields, at: string) {
      const ids = fields.texts(at);
      if (ids.length === 0) fields.needText(at);
      return ids;
    },
  },
  metric_key: field.needText,
  max_results: field.about(field.whole, "1 to 2500."),
  start_step: field.about(field.whole, "With end_step, or neither."),
  end_step: field.whole,
} as const;

async function interval(asked: Read<typeof SAMPLED>, context: ServerContext): Promise<Answer> {
  const { run_ids: ids, metric_key: key, max_results: max = SAMPLE_MAX } = asked;
  if (ids.length > RUNS_MAX)
    throw refused(
      `GetMetricHistoryBulkInterval request must specify at most ${RUNS_MAX} run_ids. Received ${ids.length} run_ids.`,
    );
  if (max < 1 || max > SAMPLE_MAX)
    throw invalid(max, "max_results", `max_results must be between 1 and ${SAMPLE_MAX}.`);
  const range = stepRange(asked.start_step, asked.end_step);
  const db = await settle(context);
  const found: { id: string; metric: Metric }[] = [];
  for (const id of ids) {
    const run = await knownRun(context, id);
    const metric = await metricNamed(context.database, run.number, key);
    if (metric !== undefined) found.push({ id, metric });
  }
  const metrics = found.map(({ metric }) => metric);
  const lists = await readSampled(db, metrics, { max, range });
  return pointsAnswer(
    lists.map((points, i) => pointsText(points, key, (found[i] as { id: string }).id)),
  );
}

function stepRange(
  from: number | undefined,
  to: number | undefined,
): { from: number; to: number } | undefined {
  if (from === undefined && to === undefined) return undefined;
  if (from === undefined || to === undefined)
    throw refused("If either start step or end step are specified, both must be specified.");
  if (from > to)
    throw refused(
      `end_step must be greater than start_step. Found start_step=${from} and end_step=${to}.`,
    );
  return { from, to };
}

/** The points of metrics. */
export const HISTORY_OPERATIONS: readonly OperationShape[] = [
  defineOperation({
    method: "GET",
    path: "metrics/get-history",
    permission: "read",
    summary: "The points of a metric by time, a page at a time.",
    fields: ONE,
    run: history,
  }),
  defineOperation({
    method: "GET",
    path: "metrics/get-history-bulk",
    permission: "read",
    summary: "The points of a metric of several runs, 25,000 at most.",
    fields: SEVERAL,
    run: bulk,
  }),
  defineOperation({
    method: "GET",
    path: "metrics/get-history-bulk-interval",
    permission: "read",
    summary: "The points of a metric of several runs at steps that are spread evenly.",
    fields: SAMPLED,
    run: interval,
  }),
];
