import type { AsideReader, Database, Reader } from "#ground/database";

declare const settled: unique symbol;

/**
 * A reader of tables in which all points lie that were acknowledged before. Whoever reads summaries or points demands
 * one, and `settle` of metrics alone gives it, so that nobody can forget to ask. It is the reader itself and costs nothing.
 */
export type Settled<R extends Reader = Reader> = R & {
  readonly [settled]: true;
} & (R extends Database ? { readonly aside: Settled<AsideReader> } : unknown);
