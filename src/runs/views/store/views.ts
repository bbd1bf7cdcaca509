import type { Reader, Tx } from "#ground/database";
import type { View } from "../model.ts";

type Columns = {
  project: string;
  name: string;
  query: string;
  user_name: string;
  updated_at: number;
};

const FROM = "SELECT project, name, query, user_name, updated_at FROM runs_view";
const ALL = `${FROM} WHERE project = ? AND deleted_at IS NULL ORDER BY name`;
const ONE = `${FROM} WHERE project = ? AND name = ? AND deleted_at IS NULL`;
const SAVE = `INSERT INTO runs_view (project, name, query, user_name, updated_at, deleted_at)
  VALUES (?, ?, ?, ?, ?, NULL)
  ON CONFLICT (project, name) DO UPDATE SET query = excluded.query, user_name = excluded.user_name,
    updated_at = excluded.updated_at, deleted_at = NULL`;
const TRASH =
  "UPDATE runs_view SET deleted_at = ? WHERE project = ? AND name = ? AND deleted_at IS NULL";
const RESTORE =
  "UPDATE runs_view SET deleted_at = NULL WHERE project = ? AND name = ? AND deleted_at IS NOT NULL";

const TRASHED = "SELECT 1 FROM runs_view WHERE project = ? AND name = ? AND deleted_at IS NOT NULL";
const TAKEN = "SELECT 1 FROM runs_view WHERE project = ? AND name = ?";
const RENAME = "UPDATE runs_view SET name = ? WHERE project = ? AND name = ?";
const EVERY = `SELECT project, name, query, user_name, updated_at, deleted_at FROM runs_view
  WHERE ? IS NULL OR project = ? OR project = '' ORDER BY project, name`;
const ADD = `INSERT INTO runs_view (project, name, query, user_name, updated_at, deleted_at)
  VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`;
/** Room for ` (2)` in a name that can be asked for. */
const NAME_KEPT = 190;

/** The views of a project, by name. */
export async function selectViews(db: Reader, project: string): Promise<View[]> {
  return (await db.all<Columns>(ALL, project)).map(view);
}

/** A view that is not in the trash. */
export async function selectView(
  db: Reader,
  project: string,
  name: string,
): Promise<View | undefined> {
  const row = await db.get<Columns>(ONE, project, name);
  return row === undefined ? undefined : view(row);
}

/** Saves a view under its name, over one that is there. One in the trash gets another name, and can still come back. */
export async function upsertView(tx: Tx, saved: View): Promise<void> {
  const { project, name, query, user, updatedAt } = saved;
  await renameTrashed(tx, project, name);
  await tx.run(SAVE, project, name, JSON.stringify(query), user, updatedAt);
}

/** The views of a project and of all projects, or every one, with those in the trash. */
export async function selectEveryView(
  db: Reader,
  project: string | undefined,
): Promise<(View & { deletedAt: number | null })[]> {
  const of = project ?? null;
  const rows = await db.all<Columns & { deleted_at: number | null }>(EVERY, of, of);
  return rows.map((row) => ({ ...view(row), deletedAt: row.deleted_at }));
}

/** Adds a view, to the trash where it says since when; false where one of its name is there. */
export async function addView(
  tx: Tx,
  { project, name, query, user, updatedAt, deletedAt }: View & { deletedAt: number | null },
): Promise<boolean> {
  const values = [project, name, JSON.stringify(query), user, updatedAt, deletedAt];
  return (await tx.run(ADD, ...values)).changes === 1;
}

async function renameTrashed(tx: Tx, project: string, name: string): Promise<void> {
  if ((await tx.get(TRASHED, project, name)) === undefined) return;
  for (let count = 2; ; count += 1) {
    const free = `${[...name].slice(0, NAME_KEPT).join("")} (${count})`;
    if ((await tx.get(TAKEN, project, free)) !== undefined) continue;
    await tx.run(RENAME, free, project, name);
    return;
  }
}

/** Puts a view into the trash (`at`), or takes it out (null); false where it isn't where it is taken from. */
export async function markView(
  tx: Tx,
  view: { project: string; name: string },
  at: number | null,
): Promise<boolean> {
  const { project, name } = view;
  const { changes } =
    at === null ? await tx.run(RESTORE, project, name) : await tx.run(TRASH, at, project, name);
  return changes === 1;
}

function view(row: Columns): View {
  return {
    name: row.name,
    project: row.project,
    query: JSON.parse(row.query) as Record<string, string>,
    user: row.user_name,
    updatedAt: row.updated_at,
  };
}
