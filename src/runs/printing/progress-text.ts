import { table } from "#ground/cli";
import { duration } from "#ground/words";
import type { MetricSummary, RunDetail, RunRow } from "../model.ts";
import { shortId, valueText } from "./cells.ts";

/** A run as one line of a log: `3f2a91c7  rules  FINISHED  1.0 s  f1 0.91`. */
export function rowLine(run: RunRow): string {
  const took = run.durationMs === null ? [] : [duration(run.durationMs)];
  const metrics = Object.entries(run.metrics)
    .slice(0, 4)
    .map(([key, value]) => `${key} ${valueText(value)}`);
  return [shortId(run.id), run.name, run.status, ...took, ...metrics].join("  ");
}

/** What a run has logged since it was last looked at, as one line; empty where it logged nothing. */
export function progressLine(before: RunDetail | undefined, run: RunDetail): string {
  const known = new Map(before?.metricSummaries.map((metric) => [metric.key, metric.count]));
  const fresh = run.metricSummaries.filter((metric) => known.get(metric.key) !== metric.count);
  const status = before !== undefined && before.status !== run.status ? [run.status] : [];
  if (fresh.length === 0) return status.join("");
  const step = Math.max(...fresh.map((metric) => metric.lastStep));
  const values = fresh.map((metric) => `${metric.key} ${valueText(metric.last)}`);
  return [`step ${step}`, ...values, ...status].join("  ");
}

/** A run's state and metrics, for a terminal. */
export function progressText(run: RunDetail): string {
  const head = rowLine({ ...run, metrics: {} });
  if (run.metricSummaries.length === 0) return `${head}\n  no metrics yet`;
  const rows = run.metricSummaries.map((metric: MetricSummary) => [
    metric.key,
    valueText(metric.last),
    valueText(metric.min),
    valueText(metric.max),
    metric.lastStep,
    metric.count,
  ]);
  const text = table(["metric", "last", "min", "max", "step", "points"], rows);
  return `${head}\n${text.replace(/^/gm, "  ")}`;
}
