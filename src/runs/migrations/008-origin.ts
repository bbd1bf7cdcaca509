import type { Migration } from "#ground/database";

/** Whether a run happened here or was brought in; those from before cannot tell, and count as ours. */
export const origin: Migration = {
  number: 8,
  title: "origin",
  changesExisting: true,
  sql: "ALTER TABLE runs_run ADD COLUMN origin TEXT NOT NULL DEFAULT 'live';",
};
