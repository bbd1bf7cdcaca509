import type { RunStatus, UsedData } from "../model.ts";
import type { Lifecycle, Origin, Tables } from "./tables.ts";

/** The columns that make a `RunRecord`, of `runs_run r` joined with `runs_experiment e`. */
export const RUN_COLUMNS = `r.number, r.id, r.experiment, e.name AS experiment_name, r.project, r.name, r.user_name,
  r.status, r.lifecycle, r.started_at, r.ended_at, r.commit_hash, r.branch, r.dirty, r.command, r.folder, r.notebook,
  r.exit_code, r.data, r.lost_at, r.artifact_root, r.origin`;

/** A row of these columns, as SQL gives it. */
export type RunColumns = Tables["runs_run"] & { experiment_name: string; status: RunStatus };

/** A run as the store holds it, without what was logged to it. */
export type RunRecord = {
  /** What the other tables name it by. */
  readonly number: number;
  readonly id: string;
  readonly experimentId: number;
  readonly experiment: string;
  readonly project: string;
  readonly name: string;
  readonly user: string;
  readonly status: RunStatus;
  readonly lifecycle: Lifecycle;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly commit: string | null;
  readonly branch: string | null;
  readonly dirty: boolean;
  readonly command: readonly string[] | null;
  readonly folder: string | null;
  readonly notebook: string | null;
  readonly exitCode: number | null;
  readonly data: readonly UsedData[];
  /** Since when it is missed; null for a run that reports, and for one that is over. */
  readonly lostAt: number | null;
  /** The URI of its artifacts; null for `mlflow-artifacts:/<experiment>/<run>/artifacts`. */
  readonly artifactRoot: string | null;
  readonly origin: Origin;
};

/** A row of SQL as a record. */
export function runRecord(row: RunColumns): RunRecord {
  return {
    number: row.number,
    id: row.id,
    experimentId: row.experiment,
    experiment: row.experiment_name,
    project: row.project,
    name: row.name,
    user: row.user_name,
    status: row.status,
    lifecycle: row.lifecycle,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    commit: row.commit_hash,
    branch: row.branch,
    dirty: row.dirty === 1,
    command: row.command === null ? null : (JSON.parse(row.command) as string[]),
    folder: row.folder,
    notebook: row.notebook,
    exitCode: row.exit_code,
    data: JSON.parse(row.data) as UsedData[],
    lostAt: row.lost_at,
    artifactRoot: row.artifact_root,
    origin: row.origin,
  };
}
