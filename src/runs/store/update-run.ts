import type { Tx } from "#ground/database";
import type { RunStatus } from "../model.ts";

const STATE = "UPDATE runs_run SET status = ?, ended_at = ?, exit_code = ? WHERE number = ?";

/** Sets how far a run is. */
export async function updateRunState(
  tx: Tx,
  run: number,
  state: { status: RunStatus; endedAt: number | null; exitCode: number | null },
): Promise<void> {
  await tx.run(STATE, state.status, state.endedAt, state.exitCode, run);
}

const FACTS = {
  name: "UPDATE runs_run SET name = ? WHERE number = ?",
  user: "UPDATE runs_run SET user_name = ? WHERE number = ?",
  commit: "UPDATE runs_run SET commit_hash = ? WHERE number = ?",
  branch: "UPDATE runs_run SET branch = ? WHERE number = ?",
  project: "UPDATE runs_run SET project = ? WHERE number = ?",
  lostAt: "UPDATE runs_run SET lost_at = ? WHERE number = ?",
} as const;

/** A fact that can change after the start, since MLflow sets it by a tag, or an import brings it. */
export type RunFact = keyof typeof FACTS;

/** Sets one fact of a run. */
export async function updateRunFact(
  tx: Tx,
  run: number,
  fact: RunFact,
  value: string | number,
): Promise<void> {
  await tx.run(FACTS[fact], value, run);
}
