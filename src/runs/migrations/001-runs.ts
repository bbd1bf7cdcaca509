import type { Migration } from "#ground/database";

/**
 * Runs and keys have a number, which the tables that grow hold instead of their text. A point's NaN is kept as 0 with
 * `nan` 1, since SQL has no NaN and the value is part of the key: the same point sent twice is one point.
 */
export const runs: Migration = {
  number: 1,
  title: "runs",
  clustered: ["runs_param", "runs_tag", "runs_experiment_tag", "runs_summary", "runs_point"],
  sql: `
    CREATE TABLE runs_experiment (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      project TEXT NOT NULL,
      lifecycle TEXT NOT NULL,
      created_at BIGINT NOT NULL,
      updated_at BIGINT NOT NULL);
    INSERT INTO runs_experiment (id, name, project, lifecycle, created_at, updated_at)
      VALUES (0, 'Default', 'default', 'active', 0, 0);
    CREATE TABLE runs_experiment_tag (
      experiment BIGINT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
      PRIMARY KEY (experiment, key));
    CREATE TABLE runs_run (
      number INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      experiment BIGINT NOT NULL REFERENCES runs_experiment (id),
      project TEXT NOT NULL,
      name TEXT NOT NULL,
      user_name TEXT NOT NULL,
      status TEXT NOT NULL,
      lifecycle TEXT NOT NULL,
      started_at BIGINT NOT NULL,
      ended_at BIGINT,
      commit_hash TEXT,
      branch TEXT,
      dirty INTEGER NOT NULL,
      command TEXT,
      folder TEXT,
      notebook TEXT,
      exit_code INTEGER,
      data TEXT NOT NULL);
    CREATE INDEX runs_run_by_project ON runs_run (project, started_at);
    CREATE INDEX runs_run_by_experiment ON runs_run (experiment, started_at);
    CREATE INDEX runs_run_by_name ON runs_run (name, started_at);
    CREATE TABLE runs_key (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE);
    CREATE TABLE runs_param (
      run BIGINT NOT NULL, key BIGINT NOT NULL, value TEXT NOT NULL,
      PRIMARY KEY (run, key));
    CREATE INDEX runs_param_by_key ON runs_param (key, run);
    CREATE TABLE runs_tag (
      run BIGINT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
      PRIMARY KEY (run, key));
    CREATE TABLE runs_point (
      run BIGINT NOT NULL, key BIGINT NOT NULL,
      step BIGINT NOT NULL, at BIGINT NOT NULL,
      value DOUBLE PRECISION NOT NULL, nan INTEGER NOT NULL,
      PRIMARY KEY (run, key, step, at, value, nan));
    CREATE TABLE runs_summary (
      run BIGINT NOT NULL, key BIGINT NOT NULL,
      last DOUBLE PRECISION NOT NULL, last_nan INTEGER NOT NULL,
      last_step BIGINT NOT NULL, last_at BIGINT NOT NULL,
      low DOUBLE PRECISION, low_step BIGINT,
      high DOUBLE PRECISION, high_step BIGINT,
      points BIGINT NOT NULL,
      PRIMARY KEY (run, key));
    CREATE INDEX runs_summary_by_key ON runs_summary (key, run);
  `,
};
