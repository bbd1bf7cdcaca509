import type { Tx } from "#ground/database";

const SET_DEADLINE = "UPDATE runs_run SET lost_after = ? WHERE number = ?";
const SEEN = "UPDATE runs_run SET seen_at = ?, lost_at = NULL WHERE number = ?";

/** Sets how long a run may be silent, in milliseconds. */
export async function updateLostAfter(tx: Tx, run: number, ms: number): Promise<void> {
  await tx.run(SET_DEADLINE, ms, run);
}

/** Notes that a run was heard of, and that it is not lost. */
export async function markSeen(tx: Tx, run: number, at: number): Promise<void> {
  await tx.run(SEEN, at, run);
}
