import type { Reader, Tx } from "#ground/database";
import type { Point } from "#ground/points";
import type { Metric } from "./blocks.ts";

const METRICS = `SELECT run, key FROM runs_summary WHERE (run, key) > (?, ?) ORDER BY run, key LIMIT 1000`;
const POINTS = `SELECT step, at, value, nan FROM runs_point
  WHERE run = ? AND key = ? AND (step, at, value, nan) > (?, ?, ?, ?) ORDER BY step, at, value, nan LIMIT ?`;
const FIRST_POINTS = `SELECT step, at, value, nan FROM runs_point
  WHERE run = ? AND key = ? ORDER BY step, at, value, nan LIMIT ?`;

/** The next metrics of a store. */
export function selectMetrics(db: Reader, after: Metric): Promise<Metric[]> {
  return db.all<Metric>(METRICS, after.run, after.key);
}

/** The next points of such a metric in order. */
export async function selectOldPoints(
  tx: Tx,
  { run, key }: Metric,
  { after, limit }: { after: Point | undefined; limit: number },
): Promise<Point[]> {
  type Columns = { step: number; at: number; value: number; nan: number };
  const nan = Number.isNaN(after?.value);
  const rows =
    after === undefined
      ? await tx.all<Columns>(FIRST_POINTS, run, key, limit)
      : await tx.all<Columns>(
          POINTS,
          run,
          key,
          after.step,
          after.timestamp,
          nan ? 0 : after.value,
          nan ? 1 : 0,
          limit,
        );
  return rows.map((row) => ({
    step: row.step,
    timestamp: row.at,
    value: row.nan === 1 ? Number.NaN : row.value,
  }));
}

/** Takes the old table away. */
export async function dropOldPoints(tx: Tx): Promise<void> {
  await tx.run("DROP TABLE runs_point");
}
