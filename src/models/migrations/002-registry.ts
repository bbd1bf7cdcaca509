import type { Migration } from "#ground/database";

export const registry: Migration = {
  number: 2,
  title: "registry",
  changesExisting: true,
  sql: `
    ALTER TABLE models_models ADD COLUMN description TEXT NOT NULL DEFAULT '';
    ALTER TABLE models_models ADD COLUMN updated_at BIGINT NOT NULL DEFAULT 0;
    ALTER TABLE models_models ADD COLUMN deleted_at BIGINT;
    ALTER TABLE models_models ADD COLUMN renamed_to TEXT;
    UPDATE models_models SET updated_at = created_at;
    ALTER TABLE models_versions ADD COLUMN stage TEXT NOT NULL DEFAULT 'None';
    ALTER TABLE models_versions ADD COLUMN updated_at BIGINT NOT NULL DEFAULT 0;
    ALTER TABLE models_versions ADD COLUMN run_link TEXT NOT NULL DEFAULT '';
    ALTER TABLE models_versions ADD COLUMN model_id TEXT;
    ALTER TABLE models_versions ADD COLUMN location TEXT NOT NULL DEFAULT '';
    ALTER TABLE models_versions ADD COLUMN deleted_at BIGINT;
    UPDATE models_versions SET updated_at = created_at, location = source;
    CREATE INDEX models_versions_by_location ON models_versions (location);
    CREATE INDEX models_versions_by_model_id ON models_versions (model_id);
    CREATE INDEX models_versions_by_update ON models_versions (updated_at, name, version);
    CREATE TABLE models_tags (
      name TEXT NOT NULL,
      version BIGINT NOT NULL,
      key TEXT NOT NULL,
      value TEXT NOT NULL,
      PRIMARY KEY (name, version, key));
    CREATE INDEX models_tags_by_key ON models_tags (key, name, version);
    CREATE TABLE models_history (
      number BIGINT NOT NULL PRIMARY KEY,
      kind TEXT NOT NULL,
      name TEXT NOT NULL,
      alias TEXT NOT NULL,
      from_version BIGINT,
      to_version BIGINT,
      detail TEXT NOT NULL,
      project TEXT NOT NULL,
      user_name TEXT NOT NULL,
      reason TEXT NOT NULL,
      decision_id TEXT,
      moved_at BIGINT NOT NULL);
    CREATE INDEX models_history_by_name ON models_history (name, number);
    INSERT INTO models_history
      SELECT ROW_NUMBER() OVER (ORDER BY moved_at, name, number), 'alias', name, alias, from_version, to_version, '',
        project, user_name, reason, decision_id, moved_at
      FROM models_moves;
    DROP TABLE models_moves;
    CREATE TABLE models_webhooks (
      id TEXT NOT NULL PRIMARY KEY,
      number BIGINT NOT NULL UNIQUE,
      name TEXT NOT NULL,
      url TEXT NOT NULL,
      description TEXT NOT NULL,
      status TEXT NOT NULL,
      secret TEXT,
      created_at BIGINT NOT NULL,
      updated_at BIGINT NOT NULL);
    CREATE TABLE models_webhook_events (
      webhook_id TEXT NOT NULL,
      position BIGINT NOT NULL,
      entity TEXT NOT NULL,
      action TEXT NOT NULL,
      PRIMARY KEY (webhook_id, position));
    CREATE INDEX models_webhook_events_by_event ON models_webhook_events (entity, action);
    CREATE TABLE models_deliveries (
      number BIGINT NOT NULL PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      webhook_id TEXT NOT NULL,
      body TEXT NOT NULL,
      attempts BIGINT NOT NULL,
      due_at BIGINT NOT NULL,
      problem TEXT NOT NULL);
    CREATE INDEX models_deliveries_by_webhook ON models_deliveries (webhook_id, due_at, number);
  `,
};
