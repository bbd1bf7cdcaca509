import type { Tx } from "#ground/database";
import type { Point } from "./insert-point.ts";

/** What is known of new points of one metric; `undefined` for lowest and highest where all are NaN. */
export type Summary = {
  readonly last: Point;
  readonly low: Point | undefined;
  readonly high: Point | undefined;
  readonly points: number;
};

const LATER = `(excluded.last_step, excluded.last_at, excluded.last) >
      (runs_summary.last_step, runs_summary.last_at, runs_summary.last)`;
const LOWER = "(excluded.low < runs_summary.low OR runs_summary.low IS NULL)";
const HIGHER = "(excluded.high > runs_summary.high OR runs_summary.high IS NULL)";

const SQL = `INSERT INTO runs_summary
    (run, key, last, last_nan, last_step, last_at, low, low_step, high, high_step, points)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (run, key) DO UPDATE SET
    last = CASE WHEN ${LATER} THEN excluded.last ELSE runs_summary.last END,
    last_nan = CASE WHEN ${LATER} THEN excluded.last_nan ELSE runs_summary.last_nan END,
    last_step = CASE WHEN ${LATER} THEN excluded.last_step ELSE runs_summary.last_step END,
    last_at = CASE WHEN ${LATER} THEN excluded.last_at ELSE runs_summary.last_at END,
    low = CASE WHEN ${LOWER} THEN excluded.low ELSE runs_summary.low END,
    low_step = CASE WHEN ${LOWER} THEN excluded.low_step ELSE runs_summary.low_step END,
    high = CASE WHEN ${HIGHER} THEN excluded.high ELSE runs_summary.high END,
    high_step = CASE WHEN ${HIGHER} THEN excluded.high_step ELSE runs_summary.high_step END,
    points = runs_summary.points + excluded.points`;

/** Brings a metric's summary up to date with new points; the latest is the one of the highest step, time, value. */
export async function mergeSummary(
  tx: Tx,
  run: number,
  key: number,
  summary: Summary,
): Promise<void> {
  const { last, low, high, points } = summary;
  const nan = Number.isNaN(last.value);
  await tx.run(
    SQL,
    run,
    key,
    nan ? 0 : last.value,
    nan ? 1 : 0,
    last.step,
    last.timestamp,
    low?.value ?? null,
    low?.step ?? null,
    high?.value ?? null,
    high?.step ?? null,
    points,
  );
}

/** The summary of a metric's new points, of which there is at least one. */
export function summarize(points: readonly Point[]): Summary {
  let last = points[0] as Point;
  let low: Point | undefined;
  let high: Point | undefined;
  for (const point of points) {
    if (isLater(point, last)) last = point;
    if (Number.isNaN(point.value)) continue;
    if (low === undefined || point.value < low.value) low = point;
    if (high === undefined || point.value > high.value) high = point;
  }
  return { last, low, high, points: points.length };
}

/** NaN counts as 0 here, as the store keeps it. */
function isLater(a: Point, b: Point): boolean {
  if (a.step !== b.step) return a.step > b.step;
  if (a.timestamp !== b.timestamp) return a.timestamp > b.timestamp;
  return (a.value || 0) > (b.value || 0);
}
