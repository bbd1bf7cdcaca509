import type { Tx } from "#ground/database";

const ADD = "INSERT INTO runs_param (run, key, value) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
const FIND = "SELECT value FROM runs_param WHERE run = ? AND key = ?";

/** Adds a parameter and gives the value that is there now: another one where the key was taken. */
export async function insertParam(
  tx: Tx,
  run: number,
  key: number,
  value: string,
): Promise<string> {
  const { changes } = await tx.run(ADD, run, key, value);
  if (changes === 1) return value;
  const found = await tx.get<{ value: string }>(FIND, run, key);
  return (found as { value: string }).value;
}
