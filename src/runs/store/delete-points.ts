import type { Tx } from "#ground/database";

const OF_RUN = ["runs_point", "runs_summary"].map((table) => `DELETE FROM ${table} WHERE run = ?`);

/** Removes a run's points and their summaries. */
export async function deletePoints(tx: Tx, run: number): Promise<void> {
  for (const sql of OF_RUN) await tx.run(sql, run);
}
