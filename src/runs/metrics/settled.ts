import type { AsideReader, Database, Reader, Tx } from "#ground/database";
import type { ServerContext } from "#ground/server";
import { storeOf } from "./ingest.ts";

declare const settled: unique symbol;

/**
 * A reader of tables in which all points lie that were acknowledged before. Whoever reads summaries or points demands
 * one, and `settle` alone gives it, so that nobody can forget to ask. It is the reader itself and costs nothing.
 */
export type Settled<R extends Reader = Reader> = R & {
  readonly [settled]: true;
} & (R extends Database ? { readonly aside: Settled<AsideReader> } : unknown);

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
