import type { Migration } from "#ground/database";

export const models: Migration = {
  number: 1,
  title: "models",
  sql: `
    CREATE TABLE models_models (
      name TEXT NOT NULL PRIMARY KEY,
      project TEXT NOT NULL,
      last_version BIGINT NOT NULL,
      created_at BIGINT NOT NULL);
    CREATE TABLE models_versions (
      name TEXT NOT NULL,
      version BIGINT NOT NULL,
      project TEXT NOT NULL,
      run_id TEXT,
      source TEXT NOT NULL,
      description TEXT NOT NULL,
      user_name TEXT NOT NULL,
      request_id TEXT NOT NULL UNIQUE,
      created_at BIGINT NOT NULL,
      PRIMARY KEY (name, version));
    CREATE INDEX models_versions_by_run ON models_versions (run_id);
    CREATE TABLE models_aliases (
      name TEXT NOT NULL,
      alias TEXT NOT NULL,
      version BIGINT NOT NULL,
      PRIMARY KEY (name, alias));
    CREATE TABLE models_moves (
      name TEXT NOT NULL,
      number BIGINT NOT NULL,
      alias TEXT NOT NULL,
      from_version BIGINT,
      to_version BIGINT NOT NULL,
      project TEXT NOT NULL,
      user_name TEXT NOT NULL,
      reason TEXT NOT NULL,
      decision_id TEXT,
      moved_at BIGINT NOT NULL,
      PRIMARY KEY (name, number));
  `,
};
