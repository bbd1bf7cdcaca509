import type { Reader, Tx } from "#ground/database";

const SET = `INSERT INTO runs_tag (run, key, value) VALUES (?, ?, ?)
  ON CONFLICT (run, key) DO UPDATE SET value = excluded.value`;
const DELETE = "DELETE FROM runs_tag WHERE run = ? AND key = ?";
const GET = "SELECT value FROM runs_tag WHERE run = ? AND key = ?";

/** The value of a run's tag. */
export async function selectTag(db: Reader, run: number, key: string): Promise<string | undefined> {
  return (await db.get<{ value: string }>(GET, run, key))?.value;
}

/** Sets a tag of a run. */
export async function upsertTag(tx: Tx, run: number, key: string, value: string): Promise<void> {
  await tx.run(SET, run, key, value);
}

/** Tags a statement; a client starts a run with four to eight. */
const PIECE = 20;
const ADD = "INSERT INTO runs_tag (run, key, value) VALUES (?, ?, ?)";

/** Adds tags, each key once, to a run that has none. */
export async function insertTags(
  tx: Tx,
  run: number,
  tags: readonly { readonly key: string; readonly value: string }[],
): Promise<void> {
  for (let at = 0; at < tags.length; at += PIECE) {
    const piece = tags.slice(at, at + PIECE);
    const sql = `${ADD}${", (?, ?, ?)".repeat(piece.length - 1)}`;
    await tx.run(sql, ...piece.flatMap(({ key, value }) => [run, key, value]));
  }
}

/** Takes a tag away; false where there is none. */
export async function deleteTag(tx: Tx, run: number, key: string): Promise<boolean> {
  const { changes } = await tx.run(DELETE, run, key);
  return changes === 1;
}
