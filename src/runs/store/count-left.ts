import type { Reader } from "#ground/database";

const SQL = `SELECT COUNT(*) AS count FROM runs_run r JOIN runs_experiment e ON e.id = r.experiment
  WHERE r.lifecycle = 'deleted' AND (? IS NULL OR r.project = ?) AND (? IS NULL OR e.name = ?)`;
const EMPTY = `SELECT COUNT(*) AS count FROM runs_experiment e
  WHERE e.lifecycle = 'active' AND e.id <> 0 AND (? IS NULL OR e.project = ?)
    AND NOT EXISTS (SELECT 1 FROM runs_run r WHERE r.experiment = e.id AND r.lifecycle = 'active')`;

/** How many runs lie in the trash, of a project or of all, of an experiment or of all. */
export async function countTrashed(
  db: Reader,
  of: { readonly project: string | undefined; readonly experiment: string | undefined },
): Promise<number> {
  const [project, experiment] = [of.project ?? null, of.experiment ?? null];
  const row = await db.get<{ count: number }>(SQL, project, project, experiment, experiment);
  return row?.count ?? 0;
}

/** How many experiments hold no run but those in the trash. */
export async function countEmpty(db: Reader, project: string | undefined): Promise<number> {
  const given = project ?? null;
  return (await db.get<{ count: number }>(EMPTY, given, given))?.count ?? 0;
}
