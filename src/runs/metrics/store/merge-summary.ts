import type { Tx } from "#ground/database";
import type { Summary } from "#ground/points";
import type { Metric } from "./blocks.ts";

const LATER = `(excluded.last_step, excluded.last_at, excluded.last, excluded.last_nan) >
      (runs_summary.last_step, runs_summary.last_at, runs_summary.last, runs_summary.last_nan)`;
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
export async function mergeSummary(tx: Tx, { run, key }: Metric, summary: Summary): Promise<void> {
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

const DELETE = "DELETE FROM runs_summary WHERE run = ?";

/** Takes away the summaries of a run. */
export async function deleteSummaries(tx: Tx, run: number): Promise<void> {
  await tx.run(DELETE, run);
}
