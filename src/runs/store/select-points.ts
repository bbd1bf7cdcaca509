import type { Reader } from "#ground/database";
import type { Point } from "./insert-point.ts";

type Columns = { step: number; at: number; value: number; nan: number };

const FROM = `SELECT p.step, p.at, p.value, p.nan FROM runs_point p
  WHERE p.run = ? AND p.key = (SELECT id FROM runs_key WHERE name = ?)`;
const BY_STEP = `${FROM} ORDER BY p.step, p.at, p.value, p.nan`;
const BY_TIME = `${FROM} ORDER BY p.at, p.step, p.value, p.nan LIMIT ?`;
const BY_TIME_AFTER = `${FROM} AND (p.at, p.step, p.value, p.nan) > (?, ?, ?, ?)
  ORDER BY p.at, p.step, p.value, p.nan LIMIT ?`;

/** All points of a metric in the order they lie in: step, time, value. */
export async function selectPointsByStep(db: Reader, run: number, key: string): Promise<Point[]> {
  return (await db.all<Columns>(BY_STEP, run, key)).map(point);
}

/** A page of a metric's points in MLflow's order: time, step, value; `after` is the last point of the page before. */
export async function selectPointsByTime(
  db: Reader,
  run: number,
  key: string,
  page: { after: Point | undefined; limit: number },
): Promise<Point[]> {
  const { after, limit } = page;
  if (after === undefined) return (await db.all<Columns>(BY_TIME, run, key, limit)).map(point);
  const nan = Number.isNaN(after.value);
  const value = nan ? 0 : after.value;
  const from = [after.timestamp, after.step, value, nan ? 1 : 0];
  return (await db.all<Columns>(BY_TIME_AFTER, run, key, ...from, limit)).map(point);
}

function point(row: Columns): Point {
  return { step: row.step, timestamp: row.at, value: row.nan === 1 ? Number.NaN : row.value };
}
