import type { Settled } from "../../store/settled.ts";

/** A packed piece of a metric. */
export type RunBlock = { readonly run: number; readonly key: string; readonly data: Uint8Array };

/** All blocks of these runs, by run, key and step. */
export function selectRunBlocks(db: Settled, runs: readonly number[]): Promise<RunBlock[]> {
  const marks = runs.map(() => "?").join(", ");
  return db.all<RunBlock>(
    `SELECT b.run, k.name AS key, b.data FROM runs_block b JOIN runs_key k ON k.id = b.key
      WHERE b.run IN (${marks}) ORDER BY b.run, k.name, b.step, b.at, b.value, b.nan`,
    ...runs,
  );
}
