import type { Reader } from "#ground/database";
import type { Edge } from "../model.ts";

const PAGE = 1000;
const SQL = `SELECT from_kind, from_id, to_kind, to_id, relation, project, at FROM lineage_edge
  WHERE (from_kind, from_id, to_kind, to_id, relation) > (?, ?, ?, ?, ?) AND (? IS NULL OR project = ?)
  ORDER BY from_kind, from_id, to_kind, to_id, relation LIMIT ${PAGE}`;

type Row = {
  readonly from_kind: string;
  readonly from_id: string;
  readonly to_kind: string;
  readonly to_id: string;
  readonly relation: string;
  readonly project: string;
  readonly at: number;
};

/** All edges, of one project or of all, a page at a time. */
export async function* selectEdges(db: Reader, project: string | undefined): AsyncIterable<Edge> {
  let after: readonly string[] = ["", "", "", "", ""];
  const given = project ?? null;
  for (;;) {
    const rows = await db.all<Row>(SQL, ...after, given, given);
    for (const row of rows)
      yield {
        project: row.project,
        from: { kind: row.from_kind, id: row.from_id },
        to: { kind: row.to_kind, id: row.to_id },
        relation: row.relation,
        at: row.at,
      };
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = [last.from_kind, last.from_id, last.to_kind, last.to_id, last.relation];
  }
}
