import type { Reader, Tx } from "#ground/database";

/** `open` and `named` wait for whoever joins, who may give an `open` run its name. */
export type Joining = "open" | "named" | "joined";

const SET = "UPDATE runs_run SET joining = ? WHERE number = ?";
const OPEN = `SELECT number, joining FROM runs_run
  WHERE id = ? AND joining IN ('open', 'named') AND lifecycle = 'active'`;
const MOVE = "UPDATE runs_run SET experiment = ?, artifact_root = ? WHERE number = ?";
const GOING = `SELECT id FROM runs_run
  WHERE joining IS NOT NULL AND exit_code IS NULL AND lifecycle = 'active'`;

/** Sets whether a run waits for whoever joins it. */
export async function updateJoining(tx: Tx, run: number, joining: Joining): Promise<void> {
  await tx.run(SET, joining, run);
}

/** A run that waits for whoever joins it. */
export function selectOpen(
  db: Reader,
  id: string,
): Promise<{ number: number; joining: Joining } | undefined> {
  return db.get(OPEN, id);
}

/** Moves a run, and the place of the artifacts that it will have, into an experiment. */
export async function updateExperiment(
  tx: Tx,
  run: number,
  to: { readonly experiment: number; readonly artifactRoot: string | null },
): Promise<void> {
  await tx.run(MOVE, to.experiment, to.artifactRoot, run);
}

/** Runs whose command may still be running. */
export async function selectGoing(db: Reader): Promise<string[]> {
  return (await db.all<{ id: string }>(GOING)).map(({ id }) => id);
}
