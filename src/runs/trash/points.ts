import type { Tx } from "#ground/database";
import { deletePoints } from "../store/delete-points.ts";

/** Removes all that a run has measured. */
export async function forgetRunPoints(tx: Tx, run: number): Promise<void> {
  await deletePoints(tx, run);
}
