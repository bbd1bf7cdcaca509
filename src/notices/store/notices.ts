import type { Reader, Tx } from "#ground/database";
import type { Notice, NoticeEvent } from "../model.ts";

type Columns = {
  id: string;
  project: string;
  experiment: string | null;
  events: string;
  url: string;
  shown: string;
  slack: number;
  link: string | null;
  user_name: string;
  created_at: number;
  told_at: number | null;
  problem: string | null;
};

/** A notice with its address, which is sealed: only the server can read it. Empty for one that was carried without it. */
export type SealedNotice = Notice & { readonly sealed: string };

const FROM = `SELECT id, project, experiment, events, url, shown, slack, link, user_name, created_at, told_at, problem
  FROM notices_notice`;
const OF_PROJECT = `${FROM} WHERE project = ? ORDER BY created_at, id`;
const ALL = `${FROM} ORDER BY project, created_at, id`;
const ONE = `${FROM} WHERE id = ?`;
const ADD = `INSERT INTO notices_notice (id, project, experiment, events, url, shown, slack, link, user_name, created_at, problem)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`;
const REMOVE = "DELETE FROM notices_notice WHERE id = ?";
const REMOVE_TOLD = "DELETE FROM notices_told WHERE notice = ?";
const REMOVE_DELIVERIES = "DELETE FROM notices_delivery WHERE notice = ?";

/** The notices of a project, or of all. */
export async function selectNotices(
  db: Reader,
  project: string | undefined,
): Promise<SealedNotice[]> {
  const rows =
    project === undefined ? await db.all<Columns>(ALL) : await db.all<Columns>(OF_PROJECT, project);
  return rows.map(notice);
}

/** The notice of an id. */
export async function selectNotice(db: Reader, id: string): Promise<SealedNotice | undefined> {
  const row = await db.get<Columns>(ONE, id);
  return row === undefined ? undefined : notice(row);
}

/** Adds a notice; one of the same id stays as it is. */
export async function insertNotice(tx: Tx, added: SealedNotice): Promise<void> {
  const { id, project, experiment, on, url, sealed, slack, link, user, createdAt, problem } = added;
  const events = on.join(",");
  const values = [id, project, experiment, events, sealed, url, slack ? 1 : 0, link, user];
  await tx.run(ADD, ...values, createdAt, problem);
}

/** Removes a notice with what it still has to send, and what it told. */
export async function deleteNotice(tx: Tx, id: string): Promise<void> {
  await tx.run(REMOVE_DELIVERIES, id);
  await tx.run(REMOVE_TOLD, id);
  await tx.run(REMOVE, id);
}

function notice(row: Columns): SealedNotice {
  return {
    id: row.id,
    project: row.project,
    experiment: row.experiment,
    on: row.events.split(",") as NoticeEvent[],
    url: row.shown,
    sealed: row.url,
    slack: row.slack === 1,
    link: row.link,
    user: row.user_name,
    createdAt: row.created_at,
    toldAt: row.told_at,
    problem: row.problem,
  };
}
