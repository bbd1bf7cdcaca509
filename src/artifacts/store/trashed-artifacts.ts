import type { Reader, Tx } from "#ground/database";

/** An artifact in the trash. */
export type TrashedRow = {
  readonly id: string;
  readonly project: string;
  /** Id of its run or logged model; empty for nobody's. */
  readonly owner: string;
  /** Where it was, in this server's own folder. */
  readonly path: string;
  readonly folder: number;
  readonly bytes: number;
  readonly user_name: string;
  readonly deleted_at: number;
};

const SELECT =
  "SELECT id, project, owner, path, folder, bytes, user_name, deleted_at FROM artifacts_trashed";

export async function insertTrashed(tx: Tx, row: TrashedRow): Promise<void> {
  await tx.run(
    `INSERT INTO artifacts_trashed (id, project, owner, path, folder, bytes, user_name, deleted_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    row.id,
    row.project,
    row.owner,
    row.path,
    row.folder,
    row.bytes,
    row.user_name,
    row.deleted_at,
  );
}

export async function selectTrashed(db: Reader, id: string): Promise<TrashedRow | undefined> {
  return db.get<TrashedRow>(`${SELECT} WHERE id = ?`, id);
}

/** Those of a run or logged model, the latest first. */
export async function selectTrashedOf(db: Reader, owner: string): Promise<TrashedRow[]> {
  return db.all<TrashedRow>(
    `${SELECT} WHERE owner = ? ORDER BY deleted_at DESC, id LIMIT 1000`,
    owner,
  );
}

/** Those put there before a time, oldest first. */
export async function selectTrashedBefore(db: Reader, at: number): Promise<TrashedRow[]> {
  return db.all<TrashedRow>(`${SELECT} WHERE deleted_at < ? ORDER BY deleted_at, id`, at);
}

/** The latest, of one project where one is named. */
export async function selectTrashedLatest(
  db: Reader,
  limit: number,
  project = "",
): Promise<TrashedRow[]> {
  return db.all<TrashedRow>(
    `${SELECT} WHERE ? = '' OR project = ? ORDER BY deleted_at DESC, id LIMIT ?`,
    project,
    project,
    limit,
  );
}

/** All of one project, or of all, by their ids. */
export async function selectEveryTrashed(
  db: Reader,
  project: string | undefined,
): Promise<TrashedRow[]> {
  const of = project ?? null;
  return db.all<TrashedRow>(`${SELECT} WHERE ? IS NULL OR project = ? ORDER BY id`, of, of);
}

/** How many there are, and their bytes. */
export async function countTrashed(
  db: Reader,
  project = "",
): Promise<{ readonly total: number; readonly bytes: number }> {
  const found = await db.get<{ total: number; bytes: number }>(
    `SELECT COUNT(*) AS total, COALESCE(SUM(bytes), 0) AS bytes FROM artifacts_trashed
     WHERE ? = '' OR project = ?`,
    project,
    project,
  );
  return { total: Number(found?.total), bytes: Number(found?.bytes) };
}

export async function deleteTrashed(tx: Tx, id: string): Promise<void> {
  await tx.run("DELETE FROM artifacts_trashed WHERE id = ?", id);
}

type Deleted = Pick<TrashedRow, "id" | "bytes">;

/** Drops the records of all that these runs and logged models have in the trash; whoever calls removes the files. */
export async function deleteTrashedOf(tx: Tx, owners: readonly string[]): Promise<Deleted[]> {
  const deleted: Deleted[] = [];
  for (const owner of owners)
    deleted.push(
      ...(await tx.all<Deleted>(
        "DELETE FROM artifacts_trashed WHERE owner = ? RETURNING id, bytes",
        owner,
      )),
    );
  return deleted;
}

/** The same for what is nobody's and lay below a folder. */
export function deleteTrashedAt(tx: Tx, folder: string): Promise<Deleted[]> {
  // From `folder/` up to the character after `/`.
  return tx.all<Deleted>(
    "DELETE FROM artifacts_trashed WHERE owner = '' AND path >= ? AND path < ? RETURNING id, bytes",
    `${folder}/`,
    `${folder}0`,
  );
}
