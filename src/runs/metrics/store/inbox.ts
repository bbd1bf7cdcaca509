import type { Reader, Tx } from "#ground/database";

const ADD = "INSERT INTO runs_inbox (at, data) VALUES (?, ?)";
const ALL = "SELECT id, at, data FROM runs_inbox WHERE id > 0 ORDER BY id";
const DELETE = "DELETE FROM runs_inbox WHERE id > 0 AND id <= ?";
const ASIDE = "UPDATE runs_inbox SET id = -id WHERE id = ?";

/** Points that came in together and are not in blocks yet. */
export type InboxRow = { readonly id: number; readonly at: number; readonly data: Uint8Array };

/** Keeps points that came in, at this time, and gives the row's id, which rises. */
export async function insertInbox(tx: Tx, at: number, data: Uint8Array): Promise<number> {
  return (await tx.run(ADD, at, data)).lastId;
}

/** What came in and is not in blocks yet, oldest first. */
export function selectInbox(db: Reader): Promise<InboxRow[]> {
  return db.all<InboxRow>(ALL);
}

/** Takes away what is in blocks now: all rows up to this id. */
export async function deleteInbox(tx: Tx, upTo: number): Promise<void> {
  await tx.run(DELETE, upTo);
}

/** Keeps a row that can't be read, below zero, where no fold takes it away. */
export async function setAside(tx: Tx, id: number): Promise<void> {
  await tx.run(ASIDE, id);
}
