import type { Tx } from "#ground/database";

const FIND = "SELECT id FROM runs_key WHERE name = ?";
const ADD = "INSERT INTO runs_key (name) VALUES (?) RETURNING id";

/** The number of a metric's or parameter's key, which is given one on first use. */
export async function internKey(tx: Tx, name: string): Promise<number> {
  const found =
    (await tx.get<{ id: number }>(FIND, name)) ?? (await tx.get<{ id: number }>(ADD, name));
  return (found as { id: number }).id;
}
