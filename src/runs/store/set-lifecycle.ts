import type { Tx } from "#ground/database";

const TRASH_RUN =
  "UPDATE runs_run SET lifecycle = 'deleted', deleted_at = ? WHERE number = ? AND lifecycle = 'active'";
// What comes back may change from now on: it is measured anew when it is deleted again.
const RESTORE_RUN =
  "UPDATE runs_run SET lifecycle = 'active', deleted_at = NULL, trash_bytes = NULL WHERE number = ?";
const TRASH_RUNS_OF =
  "UPDATE runs_run SET lifecycle = 'deleted', deleted_at = ? WHERE experiment = ? AND lifecycle = 'active'";
const RESTORE_RUNS_OF =
  "UPDATE runs_run SET lifecycle = 'active', deleted_at = NULL, trash_bytes = NULL WHERE experiment = ? AND lifecycle = 'deleted'";
const TRASH_EXPERIMENT =
  "UPDATE runs_experiment SET lifecycle = 'deleted', deleted_at = ?, updated_at = ? WHERE id = ? AND lifecycle = 'active'";
const RESTORE_EXPERIMENT =
  "UPDATE runs_experiment SET lifecycle = 'active', deleted_at = NULL, updated_at = ? WHERE id = ? AND lifecycle = 'deleted'";

/** Marks a run as deleted, or takes the mark off. One that is marked keeps the time of its first mark. */
export async function setRunDeleted(tx: Tx, run: number, at: number | null): Promise<void> {
  if (at === null) await tx.run(RESTORE_RUN, run);
  else await tx.run(TRASH_RUN, at, run);
}

/** Marks an experiment and its runs as deleted at a time; false where it is not there or marked already. */
export async function markExperimentDeleted(tx: Tx, id: number, at: number): Promise<boolean> {
  const { changes } = await tx.run(TRASH_EXPERIMENT, at, at, id);
  if (changes === 1) await tx.run(TRASH_RUNS_OF, at, id);
  return changes === 1;
}

/** Takes the mark off an experiment and all its runs; false where it is not there or not marked. */
export async function unmarkExperiment(tx: Tx, id: number, at: number): Promise<boolean> {
  const { changes } = await tx.run(RESTORE_EXPERIMENT, at, id);
  if (changes === 1) await tx.run(RESTORE_RUNS_OF, id);
  return changes === 1;
}
