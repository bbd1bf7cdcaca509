import { fail } from "#ground/errors";
import type { ServerContext } from "#ground/server";
import { jsonNumber } from "#ground/wire";
import { ERRORS } from "./errors.ts";
import { type Chart, metricNamed, readChart, settle } from "./metrics/index.ts";
import type { MetricSeries } from "./model.ts";
import type { RunRecord } from "./store/run-columns.ts";

/** The points of a metric, by step or time, reduced to what a chart can show. RUNS_METRIC_UNKNOWN where it has none. */
export async function readSeries(
  context: ServerContext,
  run: Pick<RunRecord, "number" | "id">,
  key: string,
  chart: Chart,
): Promise<MetricSeries> {
  const db = await settle(context);
  const metric = await metricNamed(db, run.number, key);
  const found = metric === undefined ? undefined : await readChart(db, metric, chart);
  if (found === undefined || found.count === 0)
    throw fail(ERRORS, "RUNS_METRIC_UNKNOWN", { key, id: run.id });
  return {
    key,
    count: found.count,
    infinite: found.infinite,
    points: found.points.map(({ value, ...rest }) => ({ ...rest, value: jsonNumber(value) })),
  };
}
