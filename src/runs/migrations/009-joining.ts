import type { Migration } from "#ground/database";

/** Whether a client may still take a run that `fettle run` started for its own; null for all other runs, and those from before. */
export const joining: Migration = {
  number: 9,
  title: "joining",
  changesExisting: true,
  sql: "ALTER TABLE runs_run ADD COLUMN joining TEXT;",
};
