import type { Migration } from "#ground/database";

export const edges: Migration = {
  number: 1,
  title: "edges",
  sql: `
    CREATE TABLE lineage_edge (
      from_kind TEXT NOT NULL, from_id TEXT NOT NULL,
      to_kind TEXT NOT NULL, to_id TEXT NOT NULL,
      relation TEXT NOT NULL,
      project TEXT NOT NULL,
      at BIGINT NOT NULL,
      PRIMARY KEY (from_kind, from_id, to_kind, to_id, relation));
    CREATE INDEX lineage_edge_by_to ON lineage_edge (to_kind, to_id);
  `,
};
