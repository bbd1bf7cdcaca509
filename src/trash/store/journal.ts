import type { Reader, Tx } from "#ground/database";
import type { Named } from "#ground/slice";

/** A purge whose files may still be there. */
export type OpenPurge = { readonly number: number; readonly places: readonly string[] };

/** What is remembered of a thing that is gone, and which files go with it. */
export type NewPurge = Named & {
  readonly name: string;
  readonly project: string;
  /** Where it was. */
  readonly place: string;
  /** Below the artifact folder. */
  readonly places: readonly string[];
  readonly at: number;
};

const ADD = `INSERT INTO trash_purge (kind, id, name, project, place, bytes, places, purged_at)
  VALUES (?, ?, ?, ?, ?, 0, ?, ?) RETURNING number`;
const OPEN =
  "SELECT number, places FROM trash_purge WHERE done_at IS NULL ORDER BY number LIMIT 500";
const DONE = "UPDATE trash_purge SET done_at = ?, bytes = bytes + ? WHERE number = ?";

/** Writes a purge down, in the write that removes the records. */
export async function insertPurge(tx: Tx, purge: NewPurge): Promise<OpenPurge> {
  const { kind, id, name, project, place, places, at } = purge;
  const values = [kind, id, name, project, place, JSON.stringify(places), at];
  const row = (await tx.get<{ number: number }>(ADD, ...values)) as { number: number };
  return { number: row.number, places };
}

/** Purges whose files are not known to be gone, the oldest first. */
export async function selectOpenPurges(db: Reader): Promise<OpenPurge[]> {
  const rows = await db.all<{ number: number; places: string }>(OPEN);
  return rows.map((row) => ({ number: row.number, places: JSON.parse(row.places) as string[] }));
}

/** Notes that the files of a purge are gone, and how large they were. */
export async function closePurge(
  tx: Tx,
  closed: { readonly number: number; readonly bytes: number; readonly at: number },
): Promise<void> {
  await tx.run(DONE, closed.at, closed.bytes, closed.number);
}
