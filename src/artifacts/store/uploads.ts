import type { Reader, Tx } from "#ground/database";

/** An upload in parts that is under way. */
export type UploadRow = {
  readonly id: string;
  readonly project: string;
  /** In this server's own folder. */
  readonly path: string;
  /** How many there will be. */
  readonly parts: number;
  readonly created_at: number;
  /** When it was completed; it is remembered for a while, so that the request may be sent again. */
  readonly done_at: number | null;
};

const SELECT = "SELECT id, project, path, parts, created_at, done_at FROM artifacts_upload";

export async function insertUpload(tx: Tx, row: Omit<UploadRow, "done_at">): Promise<void> {
  await tx.run(
    "INSERT INTO artifacts_upload (id, project, path, parts, created_at) VALUES (?, ?, ?, ?, ?)",
    row.id,
    row.project,
    row.path,
    row.parts,
    row.created_at,
  );
}

export async function selectUpload(db: Reader, id: string): Promise<UploadRow | undefined> {
  return db.get<UploadRow>(`${SELECT} WHERE id = ?`, id);
}

export async function selectUploadsBefore(db: Reader, at: number): Promise<UploadRow[]> {
  return db.all<UploadRow>(`${SELECT} WHERE created_at < ?`, at);
}

export async function markUploadDone(tx: Tx, id: string, at: number): Promise<void> {
  await tx.run("UPDATE artifacts_upload SET done_at = ? WHERE id = ?", at, id);
}

export async function deleteUpload(tx: Tx, id: string): Promise<void> {
  await tx.run("DELETE FROM artifacts_upload WHERE id = ?", id);
}
