import type { Tx } from "#ground/database";
import type { Edge } from "./model.ts";
import { insertEdge } from "./store/insert-edge.ts";

/** Records that one thing came from another, in the write that makes it so. Recording it again changes nothing. */
export async function recordEdge(tx: Tx, edge: Edge): Promise<void> {
  await insertEdge(tx, edge);
}
