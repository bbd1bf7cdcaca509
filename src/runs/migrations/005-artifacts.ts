import type { Migration } from "#ground/database";

/** Uploads in parts that are under way, and artifacts that were deleted and can be restored. */
export const artifacts: Migration = {
  number: 5,
  title: "artifacts",
  sql: `
    CREATE TABLE runs_upload (
      id TEXT NOT NULL PRIMARY KEY,
      project TEXT NOT NULL,
      path TEXT NOT NULL,
      parts BIGINT NOT NULL,
      created_at BIGINT NOT NULL,
      done_at BIGINT);
    CREATE INDEX runs_upload_by_age ON runs_upload (created_at);
    CREATE TABLE runs_trashed_artifact (
      id TEXT NOT NULL PRIMARY KEY,
      project TEXT NOT NULL,
      owner TEXT NOT NULL,
      path TEXT NOT NULL,
      folder INTEGER NOT NULL,
      bytes BIGINT NOT NULL,
      user_name TEXT NOT NULL,
      deleted_at BIGINT NOT NULL);
    CREATE INDEX runs_trashed_artifact_by_age ON runs_trashed_artifact (deleted_at);
    CREATE INDEX runs_trashed_artifact_by_owner ON runs_trashed_artifact (owner, deleted_at);
  `,
};
