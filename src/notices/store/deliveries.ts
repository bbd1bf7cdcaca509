import type { Reader, Tx } from "#ground/database";

/** Something that waits to be sent. */
export type WaitingDelivery = {
  readonly id: string;
  readonly notice: string;
  readonly body: string;
  readonly attempts: number;
};

const ADD = `INSERT INTO notices_delivery (id, notice, body, attempts, due_at, created_at) VALUES (?, ?, ?, 0, ?, ?)
  ON CONFLICT DO NOTHING`;
const LANES = `SELECT notice AS lane, MIN(due_at) AS "dueAt" FROM notices_delivery GROUP BY notice`;
const NEXT = `SELECT id, notice, body, attempts FROM notices_delivery WHERE notice = ?
  ORDER BY due_at, created_at, id LIMIT 1`;
const REMOVE = "DELETE FROM notices_delivery WHERE id = ? RETURNING notice";
const POSTPONE =
  "UPDATE notices_delivery SET due_at = ?, attempts = attempts + 1 WHERE id = ? RETURNING notice";
const ARRIVED = "UPDATE notices_notice SET told_at = ?, problem = NULL WHERE id = ?";
const FAILED = "UPDATE notices_notice SET problem = ? WHERE id = ?";

/** Adds a delivery that is due at once. */
export async function insertDelivery(
  tx: Tx,
  delivery: { id: string; notice: string; body: string; at: number },
): Promise<void> {
  await tx.run(ADD, delivery.id, delivery.notice, delivery.body, delivery.at, delivery.at);
}

/** The notices with something to send, and when the next of each is due. */
export function selectLanes(db: Reader): Promise<{ lane: string; dueAt: number }[]> {
  return db.all(LANES);
}

/** What a notice sends next. */
export function selectNextDelivery(
  db: Reader,
  notice: string,
): Promise<WaitingDelivery | undefined> {
  return db.get<WaitingDelivery>(NEXT, notice);
}

/** Takes a delivery out of the queue: it arrived, or `problem` says why it was given up. */
export async function deleteDelivery(
  tx: Tx,
  id: string,
  at: number,
  problem: string | undefined,
): Promise<void> {
  const row = await tx.get<{ notice: string }>(REMOVE, id);
  if (row === undefined) return;
  if (problem === undefined) await tx.run(ARRIVED, at, row.notice);
  else await tx.run(FAILED, problem, row.notice);
}

/** Lets a delivery be tried again at a time. */
export async function postponeDelivery(
  tx: Tx,
  id: string,
  dueAt: number,
  problem: string,
): Promise<void> {
  const row = await tx.get<{ notice: string }>(POSTPONE, dueAt, id);
  if (row !== undefined) await tx.run(FAILED, problem, row.notice);
}
