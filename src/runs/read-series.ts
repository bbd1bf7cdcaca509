import type { Reader } from "#ground/database";
import { fail } from "#ground/errors";
import { ERRORS } from "./errors.ts";
import { type MetricSeries, metricValue } from "./model.ts";
import type { Point } from "./store/insert-point.ts";
import type { RunRecord } from "./store/run-columns.ts";
import { selectPointsByStep } from "./store/select-points.ts";

/** The points of a metric by step, reduced to what a chart of `px` pixels can show. */
export async function readSeries(
  db: Reader,
  run: Pick<RunRecord, "number" | "id">,
  key: string,
  px: number | undefined,
): Promise<MetricSeries> {
  const points = await selectPointsByStep(db, run.number, key);
  if (points.length === 0) throw fail(ERRORS, "RUNS_METRIC_UNKNOWN", { key, id: run.id });
  const shown = px === undefined ? points : reduceToPixels(points, px);
  return {
    key,
    count: points.length,
    points: shown.map(({ value, ...rest }) => ({ ...rest, value: metricValue(value) })),
  };
}

/**
 * M4: of the points that fall on one pixel column the first, the lowest, the highest and the last, which draw the same
 * line as all of them. Points come by step and stay so; NaN counts only as a first or last.
 */
export function reduceToPixels(points: readonly Point[], px: number): readonly Point[] {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined || points.length <= 4 * px) return points;
  const width = last.step - first.step + 1;
  const columnOf = (point: Point): number => Math.floor(((point.step - first.step) * px) / width);
  const kept: Point[] = [];
  for (let from = 0; from < points.length; ) {
    const column = columnOf(points[from] as Point);
    let to = from;
    let low = from;
    let high = from;
    for (; to < points.length && columnOf(points[to] as Point) === column; to += 1) {
      if (isBelow(points[to], points[low])) low = to;
      if (isAbove(points[to], points[high])) high = to;
    }
    const columns = [...new Set([from, low, high, to - 1])].sort((a, b) => a - b);
    for (const at of columns) kept.push(points[at] as Point);
    from = to;
  }
  return kept;
}

/** Whether `a` is lower than `b`, where a NaN in `b` gives way to any number. */
function isBelow(a: Point | undefined, b: Point | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return a.value < b.value || (Number.isNaN(b.value) && !Number.isNaN(a.value));
}

/** Whether `a` is higher than `b`, where a NaN in `b` gives way to any number. */
function isAbove(a: Point | undefined, b: Point | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return a.value > b.value || (Number.isNaN(b.value) && !Number.isNaN(a.value));
}
