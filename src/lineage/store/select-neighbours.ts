import type { Reader } from "#ground/database";
import type { Edge, Thing } from "../model.ts";

const COLUMNS = "from_kind, from_id, to_kind, to_id, relation, project, at";
const UP = `SELECT ${COLUMNS} FROM lineage_edge WHERE to_kind = ? AND to_id = ? ORDER BY at, from_kind, from_id LIMIT ?`;
const DOWN = `SELECT ${COLUMNS} FROM lineage_edge WHERE from_kind = ? AND from_id = ? ORDER BY at, to_kind, to_id LIMIT ?`;

type EdgeRow = {
  from_kind: string;
  from_id: string;
  to_kind: string;
  to_id: string;
  relation: string;
  project: string;
  at: number;
};

/** The edges that end (`up`) or begin (`down`) at a thing, oldest first. */
export async function selectNeighbours(
  db: Reader,
  thing: Thing,
  direction: "up" | "down",
  limit: number,
): Promise<Edge[]> {
  const rows = await db.all<EdgeRow>(direction === "up" ? UP : DOWN, thing.kind, thing.id, limit);
  return rows.map((row) => ({
    project: row.project,
    from: { kind: row.from_kind, id: row.from_id },
    to: { kind: row.to_kind, id: row.to_id },
    relation: row.relation,
    at: row.at,
  }));
}
