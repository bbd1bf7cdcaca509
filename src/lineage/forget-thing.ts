import type { Tx } from "#ground/database";
import type { Thing } from "./model.ts";
import { deleteEdges } from "./store/delete-edges.ts";

/** Forgets where a thing came from and what came from it, in the write that removes it for good. */
export async function forgetThing(tx: Tx, thing: Thing): Promise<void> {
  await deleteEdges(tx, thing);
}
