import type { Reader, Tx } from "#ground/database";

/** A view in the trash; its id is `project/name`. */
export type TrashedView = {
  readonly id: string;
  readonly name: string;
  readonly project: string;
  readonly deleted_at: number;
};

const FROM = "FROM runs_view WHERE deleted_at IS NOT NULL";
const VIEW = `SELECT project || '/' || name AS id, name, project, deleted_at ${FROM}`;
const OF_PROJECT = "AND (? = '' OR project = ?)";
const LATEST = `${VIEW} ${OF_PROJECT} ORDER BY deleted_at DESC, name LIMIT ?`;
const COUNT = `SELECT COUNT(*) AS total ${FROM} ${OF_PROJECT}`;
const BEFORE = `${VIEW} AND deleted_at < ? ORDER BY deleted_at DESC, name`;
const SOME = `${VIEW} AND project || '/' || name IN (SELECT value FROM json_each(?))`;
const RESTORE = `UPDATE runs_view SET deleted_at = NULL
  WHERE project || '/' || name = ? AND deleted_at IS NOT NULL`;
const DELETE = `DELETE FROM runs_view WHERE project || '/' || name = ? AND deleted_at IS NOT NULL`;

/** Views in the trash, the latest first: at most so many, those of before a time, or those of these ids. */
export function selectTrashedViews(
  db: Reader,
  wish:
    | { readonly limit: number; readonly project?: string | undefined }
    | { readonly before: number }
    | { readonly ids: readonly string[] },
): Promise<TrashedView[]> {
  if ("before" in wish) return db.all<TrashedView>(BEFORE, wish.before);
  if ("ids" in wish) return db.all<TrashedView>(SOME, JSON.stringify(wish.ids));
  const project = wish.project ?? "";
  return db.all<TrashedView>(LATEST, project, project, wish.limit);
}

/** How many there are. */
export async function countTrashedViews(db: Reader, project = ""): Promise<number> {
  return (await db.get<{ total: number }>(COUNT, project, project))?.total ?? 0;
}

/** Takes views out of the trash. */
export async function restoreViews(tx: Tx, ids: readonly string[]): Promise<void> {
  for (const id of ids) await tx.run(RESTORE, id);
}

/** Forgets a view that lies in the trash; false where none does. */
export async function deleteTrashedView(tx: Tx, id: string): Promise<boolean> {
  return (await tx.run(DELETE, id)).changes > 0;
}
