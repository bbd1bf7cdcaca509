import type { Migration } from "#ground/database";

/** Whether a version was made here or was brought in; those from before cannot tell, and count as ours. */
export const origin: Migration = {
  number: 3,
  title: "origin",
  changesExisting: true,
  sql: "ALTER TABLE models_versions ADD COLUMN origin TEXT NOT NULL DEFAULT 'live';",
};
