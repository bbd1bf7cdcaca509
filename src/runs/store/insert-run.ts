import type { Tx } from "#ground/database";
import type { RunRecord } from "./run-columns.ts";

const SQL = `INSERT INTO runs_run (id, experiment, project, name, user_name, status, lifecycle, started_at, ended_at,
    commit_hash, branch, dirty, command, folder, notebook, exit_code, data, artifact_root, origin)
  VALUES (?, ?, ?, ?, ?, ?, 'active', ?, NULL, ?, ?, ?, ?, ?, ?, NULL, ?, ?, ?) RETURNING number`;

/** What a run starts with. */
export type NewRun = Omit<
  RunRecord,
  "number" | "experiment" | "lifecycle" | "endedAt" | "exitCode" | "lostAt"
>;

/** Adds a run and gives its number. */
export async function insertRun(tx: Tx, run: NewRun): Promise<number> {
  const row = await tx.get<{ number: number }>(
    SQL,
    run.id,
    run.experimentId,
    run.project,
    run.name,
    run.user,
    run.status,
    run.startedAt,
    run.commit,
    run.branch,
    run.dirty ? 1 : 0,
    run.command === null ? null : JSON.stringify(run.command),
    run.folder,
    run.notebook,
    JSON.stringify(run.data),
    run.artifactRoot,
    run.origin,
  );
  return (row as { number: number }).number;
}
