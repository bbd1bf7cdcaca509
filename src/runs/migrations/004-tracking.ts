import type { Migration } from "#ground/database";

/**
 * The rest of what MLflow's clients track: places of artifacts, the trash, data sets, logged models. A data set belongs
 * to an experiment, and is the same one where name and digest are. Runs name logged models by their id, since MLflow
 * lets them name one that isn't there.
 */
export const tracking: Migration = {
  number: 4,
  title: "tracking",
  changesExisting: true,
  clustered: [
    "runs_input",
    "runs_input_tag",
    "runs_model_input",
    "runs_output",
    "runs_model_param",
    "runs_model_tag",
    "runs_model_point",
  ],
  sql: `
    ALTER TABLE runs_experiment ADD COLUMN artifact_location TEXT;
    ALTER TABLE runs_experiment ADD COLUMN deleted_at BIGINT;
    ALTER TABLE runs_run ADD COLUMN artifact_root TEXT;
    ALTER TABLE runs_run ADD COLUMN deleted_at BIGINT;
    CREATE TABLE runs_dataset (
      id INTEGER PRIMARY KEY,
      project TEXT NOT NULL,
      experiment BIGINT NOT NULL,
      name TEXT NOT NULL,
      digest TEXT NOT NULL,
      source_type TEXT NOT NULL,
      source TEXT NOT NULL,
      schema TEXT,
      profile TEXT,
      UNIQUE (experiment, name, digest));
    CREATE TABLE runs_input (
      run BIGINT NOT NULL, dataset BIGINT NOT NULL, project TEXT NOT NULL,
      PRIMARY KEY (run, dataset));
    CREATE INDEX runs_input_by_dataset ON runs_input (dataset, run);
    CREATE TABLE runs_input_tag (
      run BIGINT NOT NULL, dataset BIGINT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
      PRIMARY KEY (run, dataset, key));
    CREATE TABLE runs_model (
      number INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      project TEXT NOT NULL,
      experiment BIGINT NOT NULL,
      name TEXT NOT NULL,
      type TEXT,
      source_run TEXT,
      status TEXT NOT NULL,
      status_message TEXT,
      lifecycle TEXT NOT NULL,
      artifact_root TEXT,
      created_at BIGINT NOT NULL,
      updated_at BIGINT NOT NULL,
      deleted_at BIGINT);
    CREATE INDEX runs_model_by_experiment ON runs_model (experiment, created_at);
    CREATE INDEX runs_model_by_source_run ON runs_model (source_run);
    CREATE TABLE runs_model_param (
      model BIGINT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
      PRIMARY KEY (model, key));
    CREATE TABLE runs_model_tag (
      model BIGINT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
      PRIMARY KEY (model, key));
    CREATE INDEX runs_model_param_by_key ON runs_model_param (key, model);
    CREATE INDEX runs_model_tag_by_key ON runs_model_tag (key, model);
    CREATE TABLE runs_model_point (
      model BIGINT NOT NULL, key BIGINT NOT NULL, run BIGINT NOT NULL,
      step BIGINT NOT NULL, at BIGINT NOT NULL,
      value DOUBLE PRECISION NOT NULL, nan INTEGER NOT NULL,
      dataset_name TEXT, dataset_digest TEXT,
      PRIMARY KEY (model, key, run, step, at));
    CREATE INDEX runs_model_point_by_run ON runs_model_point (run);
    CREATE INDEX runs_model_point_by_key ON runs_model_point (key, model);
    CREATE TABLE runs_model_input (
      run BIGINT NOT NULL, model TEXT NOT NULL, project TEXT NOT NULL,
      PRIMARY KEY (run, model));
    CREATE TABLE runs_output (
      run BIGINT NOT NULL, model TEXT NOT NULL, step BIGINT NOT NULL, project TEXT NOT NULL,
      PRIMARY KEY (run, model));
    CREATE INDEX runs_output_by_model ON runs_output (model);
  `,
};
