import type { Reader, Tx } from "#ground/database";

export type WebhookRow = {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly description: string;
  readonly status: "ACTIVE" | "DISABLED";
  /** Sealed with the store's key; null where deliveries are not signed. */
  readonly secret: string | null;
  readonly created_at: number;
  readonly updated_at: number;
};

export type EventRow = { readonly entity: string; readonly action: string };

const COLUMNS = "id, name, url, description, status, secret, created_at, updated_at";
const INSERT = `INSERT INTO models_webhooks (${COLUMNS}, number)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, (SELECT COALESCE(MAX(number), 0) + 1 FROM models_webhooks))`;
const UPDATE = `UPDATE models_webhooks
  SET name = ?, url = ?, description = ?, status = ?, secret = ?, updated_at = ? WHERE id = ?`;
const ONE = `SELECT ${COLUMNS} FROM models_webhooks WHERE id = ?`;
const PAGE = `SELECT ${COLUMNS} FROM models_webhooks ORDER BY number DESC LIMIT ? OFFSET ?`;
const COUNT = "SELECT COUNT(*) AS all_of_them FROM models_webhooks";
const DELETE = "DELETE FROM models_webhooks WHERE id = ?";
const DELETE_WAITING = "DELETE FROM models_deliveries WHERE webhook_id = ?";
const CLEAR_EVENTS = "DELETE FROM models_webhook_events WHERE webhook_id = ?";
const INSERT_EVENT =
  "INSERT INTO models_webhook_events (webhook_id, position, entity, action) VALUES (?, ?, ?, ?)";
const EVENTS =
  "SELECT entity, action FROM models_webhook_events WHERE webhook_id = ? ORDER BY position";
const HEARING = `SELECT w.id FROM models_webhook_events e JOIN models_webhooks w ON w.id = e.webhook_id
  WHERE e.entity = ? AND e.action = ? AND w.status = 'ACTIVE'`;

export async function insertWebhook(tx: Tx, row: WebhookRow): Promise<void> {
  await tx.run(
    INSERT,
    row.id,
    row.name,
    row.url,
    row.description,
    row.status,
    row.secret,
    row.created_at,
    row.updated_at,
  );
}

export async function updateWebhookRow(tx: Tx, row: WebhookRow): Promise<void> {
  await tx.run(
    UPDATE,
    row.name,
    row.url,
    row.description,
    row.status,
    row.secret,
    row.updated_at,
    row.id,
  );
}

/** Removes a webhook with what still waits to be sent to it. */
export async function deleteWebhookRows(tx: Tx, id: string): Promise<void> {
  await tx.run(DELETE_WAITING, id);
  await tx.run(CLEAR_EVENTS, id);
  await tx.run(DELETE, id);
}

export async function putEvents(tx: Tx, id: string, events: readonly EventRow[]): Promise<void> {
  await tx.run(CLEAR_EVENTS, id);
  for (const [position, { entity, action }] of events.entries())
    await tx.run(INSERT_EVENT, id, position, entity, action);
}

export function selectWebhook(db: Reader, id: string): Promise<WebhookRow | undefined> {
  return db.get<WebhookRow>(ONE, id);
}

/** Webhooks, newest first. */
export function selectWebhooks(db: Reader, limit: number, offset: number): Promise<WebhookRow[]> {
  return db.all<WebhookRow>(PAGE, limit, offset);
}

export async function countWebhooks(db: Reader): Promise<number> {
  return Number((await db.get<{ all_of_them: number }>(COUNT))?.all_of_them);
}

/** What a webhook hears, in the order given. */
export function selectEvents(db: Reader, id: string): Promise<EventRow[]> {
  return db.all<EventRow>(EVENTS, id);
}

/** The active webhooks that hear an event. */
export async function selectHearing(db: Reader, event: EventRow): Promise<string[]> {
  const rows = await db.all<{ id: string }>(HEARING, event.entity, event.action);
  return rows.map((row) => row.id);
}
