import type { Reader } from "#ground/database";
import type { Lifecycle } from "../../store/tables.ts";

const SQL = `SELECT e.id, e.name, e.project, e.lifecycle,
    (SELECT COUNT(*) FROM runs_run r WHERE r.experiment = e.id AND r.lifecycle = 'active') AS runs,
    (SELECT MAX(r.started_at) FROM runs_run r WHERE r.experiment = e.id) AS latest
  FROM runs_experiment e
  WHERE ? IS NULL OR e.project = ? OR EXISTS
    (SELECT 1 FROM runs_run r WHERE r.experiment = e.id AND r.project = ? AND r.lifecycle = 'active')
  ORDER BY e.name`;

export type CountedExperiment = {
  readonly id: number;
  readonly name: string;
  readonly project: string;
  readonly lifecycle: Lifecycle;
  readonly runs: number;
  readonly latest: number | null;
};

/** Experiments by name, also those in the trash, each with its runs that are not; of a project, or of all. */
export function countExperiments(
  db: Reader,
  project: string | undefined,
): Promise<CountedExperiment[]> {
  const of = project ?? null;
  return db.all<CountedExperiment>(SQL, of, of, of);
}
