import type { Migration } from "#ground/database";
import { packOldPoints } from "../metrics/index.ts";

/**
 * Points are packed, some hundreds a row. A row of `runs_block` says of its points the first (which is its key), the
 * last, the lowest, the highest and the times between which they lie, so that most reads need no unpacking; `flags` has
 * 1 where times never go back, 2 where each step is as far from the next. What came in lies in `runs_inbox` until it is
 * folded into blocks. `seen_at` is when a run last said anything, `lost_at` since when it is missed.
 */
export const points: Migration = {
  number: 2,
  title: "points",
  changesExisting: true,
  clustered: ["runs_block"],
  sql: `
    CREATE TABLE runs_block (
      run BIGINT NOT NULL, key BIGINT NOT NULL,
      step BIGINT NOT NULL, at BIGINT NOT NULL,
      value DOUBLE PRECISION NOT NULL, nan INTEGER NOT NULL,
      last_step BIGINT NOT NULL, last_at BIGINT NOT NULL,
      last DOUBLE PRECISION NOT NULL, last_nan INTEGER NOT NULL,
      low DOUBLE PRECISION, low_step BIGINT, low_at BIGINT,
      high DOUBLE PRECISION, high_step BIGINT, high_at BIGINT,
      from_at BIGINT NOT NULL, to_at BIGINT NOT NULL,
      points BIGINT NOT NULL, flags INTEGER NOT NULL,
      data BYTEA NOT NULL,
      PRIMARY KEY (run, key, step, at, value, nan));
    CREATE TABLE runs_inbox (
      id INTEGER PRIMARY KEY,
      at BIGINT NOT NULL,
      data BYTEA NOT NULL);
    ALTER TABLE runs_run ADD COLUMN seen_at BIGINT;
    ALTER TABLE runs_run ADD COLUMN lost_at BIGINT;
  `,
  convert: packOldPoints,
};
