import type { Migration } from "#ground/database";

/**
 * Tables go to the slices that own them now: artifacts, notices and trash. What was told names its run by the id, since
 * numbers of runs are nobody else's. Of purges that were broken off, an experiment's folder goes only where nobody uses it
 * any more.
 */
export const slices: Migration = {
  number: 7,
  title: "slices",
  changesExisting: true,
  clustered: ["notices_told"],
  sql: `
    ALTER TABLE runs_upload RENAME TO artifacts_upload;
    DROP INDEX runs_upload_by_age;
    CREATE INDEX artifacts_upload_by_age ON artifacts_upload (created_at);
    ALTER TABLE runs_trashed_artifact RENAME TO artifacts_trashed;
    DROP INDEX runs_trashed_artifact_by_age;
    CREATE INDEX artifacts_trashed_by_age ON artifacts_trashed (deleted_at);
    DROP INDEX runs_trashed_artifact_by_owner;
    CREATE INDEX artifacts_trashed_by_owner ON artifacts_trashed (owner, deleted_at);
    ALTER TABLE runs_notice RENAME TO notices_notice;
    DROP INDEX runs_notice_by_project;
    CREATE INDEX notices_notice_by_project ON notices_notice (project);
    ALTER TABLE runs_delivery RENAME TO notices_delivery;
    DROP INDEX runs_delivery_by_notice;
    CREATE INDEX notices_delivery_by_notice ON notices_delivery (notice, created_at);
    CREATE TABLE notices_told (
      run TEXT NOT NULL, notice TEXT NOT NULL, event TEXT NOT NULL,
      at BIGINT NOT NULL,
      PRIMARY KEY (run, notice, event));
    INSERT INTO notices_told (run, notice, event, at)
      SELECT runs_run.id, notice, event, at FROM runs_told JOIN runs_run ON runs_run.number = runs_told.run;
    DROP TABLE runs_told;
    UPDATE runs_purge
      SET places = REPLACE(places, '"' || id || '"]', '"' || id || '/models/","' || id || '/traces/","' || id || '/"]')
      WHERE kind = 'experiment' AND done_at IS NULL;
    ALTER TABLE runs_purge RENAME COLUMN experiment TO place;
    ALTER TABLE runs_purge RENAME TO trash_purge;
    DROP INDEX runs_purge_open;
    CREATE INDEX trash_purge_open ON trash_purge (number) WHERE done_at IS NULL;
  `,
};
