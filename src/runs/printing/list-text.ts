import { table } from "#ground/cli";
import { dateText, duration } from "#ground/words";
import type { RunList, RunRow } from "../model.ts";
import { commitText, shortId, valueText } from "./cells.ts";

/** More columns than these are wider than a terminal. */
const METRICS_MAX = 4;

/**
 * The list as a table; `first` is what it is sorted by, which is shown where it is of a metric, `columns` what was asked to
 * be shown in place of the usual metrics: `params.lr`, `tags.stage`, `accuracy`, `best.loss`.
 */
export function listText(
  list: RunList,
  first: string | undefined,
  columns?: readonly string[],
): string {
  if (list.runs.length === 0) return "no runs; fettle run -- COMMAND records one";
  const keys = columns ?? keyMetrics(list.runs, first);
  const rows = list.runs.map((run) => [
    shortId(run.id),
    run.name,
    run.status,
    dateText(run.startedAt),
    run.durationMs === null ? "-" : duration(run.durationMs),
    ...keys.map((key) => shownValue(run, key)),
    commitText(run),
  ]);
  const head = ["run", "name", "status", "started", "took", ...keys, "commit"];
  const rest = list.total - list.runs.length;
  return table(head, rows) + (rest > 0 ? `\n${rest} more; --limit ${list.total} shows all` : "");
}

/** `best.loss`: a value that a metric had, not the latest. */
const EXTREME = /^(best|min|max)\.(.*)$/s;

/** The metrics whose extremes a list must know that is sorted by this or shows these. */
export function extremesOf(names: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(names.flatMap((name) => EXTREME.exec(name ?? "")?.[2] ?? []))];
}

/** A parameter, a tag or a metric of a run, by its key. */
function shownValue(run: RunRow, column: string): string {
  const [, part, metric = ""] = EXTREME.exec(column) ?? [];
  if (part !== undefined) return valueText(run.extremes?.[metric]?.[part as "best"]);
  const [, kind = "metrics", key = column] = /^(metrics|params|tags)\.(.*)$/s.exec(column) ?? [];
  if (kind === "metrics") return valueText(run.metrics[key]);
  return (kind === "params" ? run.params : run.tags)[key] ?? "-";
}

/** The metrics that most of these runs have. */
function keyMetrics(runs: readonly RunRow[], first: string | undefined): string[] {
  const counts = new Map<string, number>();
  for (const run of runs)
    for (const key of Object.keys(run.metrics)) counts.set(key, (counts.get(key) ?? 0) + 1);
  if (first !== undefined && (counts.has(first) || EXTREME.test(first)))
    counts.set(first, Number.POSITIVE_INFINITY);
  return [...counts]
    .sort(([a, many], [b, few]) => few - many || (a < b ? -1 : 1))
    .slice(0, METRICS_MAX)
    .map(([key]) => key);
}
