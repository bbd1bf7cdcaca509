import type { Migration } from "#ground/database";

/** When a model was purged: its name's row stays, so that none of its numbers is given out again. */
export const trash: Migration = {
  number: 4,
  title: "trash",
  changesExisting: true,
  sql: "ALTER TABLE models_models ADD COLUMN purged_at BIGINT;",
};
