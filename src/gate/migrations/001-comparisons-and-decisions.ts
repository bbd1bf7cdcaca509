import type { Migration } from "#ground/database";

export const comparisonsAndDecisions: Migration = {
  number: 1,
  title: "comparisons and decisions",
  sql: `
    CREATE TABLE gate_comparison (
      id TEXT NOT NULL PRIMARY KEY,
      project TEXT NOT NULL,
      model TEXT NOT NULL,
      champion BIGINT NOT NULL,
      candidate BIGINT NOT NULL,
      created_at BIGINT NOT NULL,
      verdict TEXT NOT NULL,
      summary TEXT NOT NULL,
      cases TEXT NOT NULL);
    CREATE INDEX gate_comparison_by_pair
      ON gate_comparison (project, model, candidate, champion, created_at);
    CREATE INDEX gate_comparison_by_time ON gate_comparison (created_at);
    CREATE TABLE gate_decision (
      id TEXT NOT NULL PRIMARY KEY,
      project TEXT NOT NULL,
      model TEXT NOT NULL,
      from_version BIGINT,
      to_version BIGINT NOT NULL,
      verdict TEXT NOT NULL,
      comparison_id TEXT,
      override BIGINT NOT NULL,
      reason TEXT NOT NULL,
      decided_by TEXT NOT NULL,
      at BIGINT NOT NULL);
    CREATE INDEX gate_decision_by_model ON gate_decision (model, at);
  `,
};
