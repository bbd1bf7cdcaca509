import type { Tx } from "#ground/database";

const SQL = `INSERT INTO runs_point (run, key, step, at, value, nan) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`;

/** A metric's value at a step and a time. */
export type Point = { readonly step: number; readonly timestamp: number; readonly value: number };

/** Adds a point; false where the same one is there already. */
export async function insertPoint(
  tx: Tx,
  run: number,
  key: number,
  point: Point,
): Promise<boolean> {
  const nan = Number.isNaN(point.value);
  const value = nan ? 0 : point.value;
  const { changes } = await tx.run(SQL, run, key, point.step, point.timestamp, value, nan ? 1 : 0);
  return changes === 1;
}
