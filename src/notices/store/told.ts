import type { Tx } from "#ground/database";
import type { NoticeEvent } from "../model.ts";

const TELL = `INSERT INTO notices_told (run, notice, event, at) VALUES (?, ?, ?, ?)
  ON CONFLICT (run, notice, event) DO UPDATE SET at = excluded.at WHERE notices_told.at < ?`;
const FORGET = "DELETE FROM notices_told WHERE run = ?";

/** Notes that a notice tells of a run's event; false where it did so since a time. */
export async function noteTold(
  tx: Tx,
  told: { run: string; notice: string; event: NoticeEvent; at: number; since: number },
): Promise<boolean> {
  const { run, notice, event, at, since } = told;
  const { changes } = await tx.run(TELL, run, notice, event, at, since);
  return changes === 1;
}

/** Forgets what was told of runs that are gone for good. */
export async function forgetTold(tx: Tx, runs: readonly string[]): Promise<void> {
  for (const run of runs) await tx.run(FORGET, run);
}
