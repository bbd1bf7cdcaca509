import type { Tx } from "#ground/database";
import type { Thing } from "../model.ts";

const SQL = `DELETE FROM lineage_edge
  WHERE (from_kind = ? AND from_id = ?) OR (to_kind = ? AND to_id = ?)`;

/** Removes all edges that begin or end at a thing, and says how many there were. */
export async function deleteEdges(tx: Tx, thing: Thing): Promise<number> {
  const { changes } = await tx.run(SQL, thing.kind, thing.id, thing.kind, thing.id);
  return changes;
}
