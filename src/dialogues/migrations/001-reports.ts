import type { Migration } from "#ground/database";

/** Reports. The cases, which lists never need, stand last: reading the columns before them does not touch them. */
export const reports: Migration = {
  number: 1,
  title: "reports",
  sql: `
    CREATE TABLE dialogues_reports (
      id TEXT PRIMARY KEY,
      project TEXT NOT NULL,
      suite TEXT NOT NULL,
      arm TEXT NOT NULL,
      started_at BIGINT NOT NULL,
      ended_at BIGINT NOT NULL,
      counts TEXT NOT NULL,
      cases TEXT NOT NULL
    );
    CREATE INDEX dialogues_reports_latest ON dialogues_reports (project, ended_at, id);
  `,
};
