import type { Migration } from "#ground/database";

/**
 * What keeps runs in order: deadlines, sizes in the trash, what a project chose, saved views, texts recorded with a run
 * (its environment, the changes of a dirty work tree; the same text is kept once), who is told of an end, and what was
 * purged. A purge is written down before its files go, so that a server that was killed meanwhile finishes it.
 */
export const keeping: Migration = {
  number: 6,
  title: "keeping",
  changesExisting: true,
  clustered: ["runs_view", "runs_recorded", "runs_told"],
  sql: `
    ALTER TABLE runs_run ADD COLUMN lost_after BIGINT;
    ALTER TABLE runs_run ADD COLUMN trash_bytes BIGINT;
    CREATE INDEX runs_run_open ON runs_run (number) WHERE status = 'RUNNING';
    CREATE INDEX runs_run_in_trash ON runs_run (deleted_at) WHERE lifecycle = 'deleted';
    CREATE TABLE runs_project (
      project TEXT NOT NULL PRIMARY KEY,
      lost_after BIGINT,
      best TEXT NOT NULL);
    CREATE TABLE runs_view (
      project TEXT NOT NULL, name TEXT NOT NULL,
      query TEXT NOT NULL,
      user_name TEXT NOT NULL,
      updated_at BIGINT NOT NULL,
      deleted_at BIGINT,
      PRIMARY KEY (project, name));
    CREATE TABLE runs_text (
      hash TEXT NOT NULL PRIMARY KEY,
      body TEXT NOT NULL);
    CREATE TABLE runs_recorded (
      run BIGINT NOT NULL, kind TEXT NOT NULL, hash TEXT NOT NULL,
      PRIMARY KEY (run, kind));
    CREATE INDEX runs_recorded_by_hash ON runs_recorded (hash);
    CREATE TABLE runs_notice (
      id TEXT NOT NULL PRIMARY KEY,
      project TEXT NOT NULL,
      experiment TEXT,
      events TEXT NOT NULL,
      url TEXT NOT NULL,
      shown TEXT NOT NULL,
      slack INTEGER NOT NULL,
      link TEXT,
      user_name TEXT NOT NULL,
      created_at BIGINT NOT NULL,
      told_at BIGINT,
      problem TEXT);
    CREATE INDEX runs_notice_by_project ON runs_notice (project);
    CREATE TABLE runs_told (
      run BIGINT NOT NULL, notice TEXT NOT NULL, event TEXT NOT NULL,
      at BIGINT NOT NULL,
      PRIMARY KEY (run, notice, event));
    CREATE TABLE runs_delivery (
      id TEXT NOT NULL PRIMARY KEY,
      notice TEXT NOT NULL,
      body TEXT NOT NULL,
      attempts BIGINT NOT NULL,
      due_at BIGINT NOT NULL,
      created_at BIGINT NOT NULL);
    CREATE INDEX runs_delivery_by_notice ON runs_delivery (notice, created_at);
    CREATE TABLE runs_purge (
      number INTEGER PRIMARY KEY,
      kind TEXT NOT NULL,
      id TEXT NOT NULL,
      name TEXT NOT NULL,
      project TEXT NOT NULL,
      experiment TEXT NOT NULL,
      status TEXT,
      bytes BIGINT NOT NULL,
      places TEXT NOT NULL,
      purged_at BIGINT NOT NULL,
      done_at BIGINT);
    CREATE INDEX runs_purge_open ON runs_purge (number) WHERE done_at IS NULL;
  `,
};
