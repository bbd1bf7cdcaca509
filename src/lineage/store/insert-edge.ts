import type { Tx } from "#ground/database";
import type { Edge } from "../model.ts";

const SQL = `INSERT INTO lineage_edge (from_kind, from_id, to_kind, to_id, relation, project, at)
  VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`;

/** Keeps an edge; one that is there stays as it is, with its first time: `false`. */
export async function insertEdge(tx: Tx, edge: Edge): Promise<boolean> {
  const { changes } = await tx.run(
    SQL,
    edge.from.kind,
    edge.from.id,
    edge.to.kind,
    edge.to.id,
    edge.relation,
    edge.project,
    edge.at,
  );
  return changes === 1;
}
