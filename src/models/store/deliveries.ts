import type { Reader, Tx } from "#ground/database";

export type DeliveryRow = {
  readonly id: string;
  readonly body: string;
  readonly attempts: number;
  readonly url: string;
  readonly secret: string | null;
};

const WAITING = "SELECT COUNT(*) AS waiting FROM models_deliveries WHERE webhook_id = ?";
const INSERT = `INSERT INTO models_deliveries (number, id, webhook_id, body, attempts, due_at, problem)
  VALUES ((SELECT COALESCE(MAX(number), 0) + 1 FROM models_deliveries), ?, ?, ?, 0, ?, '')`;
const LANES = `SELECT webhook_id AS lane, MIN(due_at) AS due_at FROM models_deliveries GROUP BY webhook_id`;
const NEXT = `SELECT d.id, d.body, d.attempts, w.url, w.secret
  FROM models_deliveries d JOIN models_webhooks w ON w.id = d.webhook_id
  WHERE d.webhook_id = ? ORDER BY d.due_at, d.number LIMIT 1`;
const REMOVE = "DELETE FROM models_deliveries WHERE id = ?";
const POSTPONE =
  "UPDATE models_deliveries SET attempts = attempts + 1, due_at = ?, problem = ? WHERE id = ?";

/** How many deliveries of a webhook wait. */
export async function countWaiting(db: Reader, webhook: string): Promise<number> {
  return Number((await db.get<{ waiting: number }>(WAITING, webhook))?.waiting);
}

export async function insertDelivery(
  tx: Tx,
  delivery: { id: string; webhook: string; body: string; dueAt: number },
): Promise<void> {
  await tx.run(INSERT, delivery.id, delivery.webhook, delivery.body, delivery.dueAt);
}

/** Each webhook with something to send, and when its next is due. */
export async function selectLanes(db: Reader): Promise<{ lane: string; dueAt: number }[]> {
  const rows = await db.all<{ lane: string; due_at: number }>(LANES);
  return rows.map(({ lane, due_at }) => ({ lane, dueAt: due_at }));
}

/** A webhook's next delivery. */
export function selectNext(db: Reader, webhook: string): Promise<DeliveryRow | undefined> {
  return db.get<DeliveryRow>(NEXT, webhook);
}

export async function removeDelivery(tx: Tx, id: string): Promise<void> {
  await tx.run(REMOVE, id);
}

export async function postponeDelivery(
  tx: Tx,
  id: string,
  dueAt: number,
  problem: string,
): Promise<void> {
  await tx.run(POSTPONE, dueAt, problem, id);
}
