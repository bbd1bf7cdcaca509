import type { Reader, Tx } from "#ground/database";
import type { Direction, Directions } from "../model.ts";

/** What a project's fettle.yaml chose, as far as the server must know it. */
export type ProjectChoices = {
  /** Milliseconds; null where it chose nothing. */
  readonly lostAfterMs: number | null;
  /** Metric to the direction in which it is better. */
  readonly best: Readonly<Record<string, Direction>>;
};

type Columns = { project: string; lost_after: number | null; best: string };

const SAVE = `INSERT INTO runs_project (project, lost_after, best) VALUES (?, ?, ?)
  ON CONFLICT (project) DO UPDATE SET lost_after = excluded.lost_after, best = excluded.best`;
const ADD =
  "INSERT INTO runs_project (project, lost_after, best) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
const EACH = `SELECT project, lost_after, best FROM runs_project
  WHERE ? IS NULL OR project = ? ORDER BY project`;

/** Keeps what a project chose. */
export async function upsertChoices(
  tx: Tx,
  project: string,
  choices: ProjectChoices,
): Promise<void> {
  await tx.run(SAVE, project, choices.lostAfterMs, JSON.stringify(choices.best));
}

/** What a project chose, or each. */
export async function selectChoices(
  db: Reader,
  project: string | undefined,
): Promise<(ProjectChoices & { project: string })[]> {
  const of = project ?? null;
  const rows = await db.all<Columns>(EACH, of, of);
  return rows.map((row) => ({
    project: row.project,
    lostAfterMs: row.lost_after,
    best: JSON.parse(row.best) as ProjectChoices["best"],
  }));
}

/** Keeps what a project chose where nothing is kept of it; false where something is. */
export async function addChoices(
  tx: Tx,
  { project, lostAfterMs, best }: ProjectChoices & { project: string },
): Promise<boolean> {
  return (await tx.run(ADD, project, lostAfterMs, JSON.stringify(best))).changes === 1;
}

/** Which way the metrics of a project are better, where it said so; of all projects where none is named. */
export async function selectDirections(
  db: Reader,
  project: string | undefined,
): Promise<Directions> {
  const rows = await selectChoices(db, project);
  return { chosen: Object.assign({}, ...rows.map(({ best }) => best)) };
}
