import type { Tx } from "#ground/database";

const SQL = "UPDATE gate_decision SET carried_out_at = ? WHERE id = ? AND carried_out_at IS NULL";

/** Notes that the alias has moved as the decision says. */
export async function markCarriedOut(tx: Tx, id: string, at: number): Promise<void> {
  await tx.run(SQL, at, id);
}
