import type { Database, Tx } from "#ground/database";
import type { ServerContext } from "#ground/server";
import type { Settled } from "../store/settled.ts";
import { storeOf } from "./ingest.ts";

/** The store, once all points that were acknowledged lie in the tables; `seen_at` and `lost_at` are up to date as well. */
export async function settle(context: ServerContext): Promise<Settled<Database>> {
  await storeOf(context).settle();
  return context.database as Settled<Database>;
}

/**
 * As `settle`, also while the server begins: what a killed one left in the inbox is taken up before. For background work of
 * slices below, which begins first.
 */
export async function settleFirst(context: ServerContext): Promise<void> {
  await storeOf(context).restore();
  await settle(context);
}

/** A write that was begun after the points had settled, as a reader of them. */
export function within(_: Settled, tx: Tx): Settled<Tx> {
  return tx as Settled<Tx>;
}
