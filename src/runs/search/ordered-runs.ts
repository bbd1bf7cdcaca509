import type { Database } from "#ground/database";
import { type Ordering, usesRegex } from "#ground/search";
import type { Settled } from "../store/settled.ts";
import { fewRuns, type RunSearch, selectNumbers, sortByMetric } from "./store/search-runs.ts";

/** A set of 100,000 runs takes 400 kB. */
const KEPT = 12;

type Kept = { readonly commits: number; readonly answer: Promise<unknown> };

const keptOf = new WeakMap<Database, Map<string, Kept>>();

/**
 * The numbers of all runs that match, in order. Found in the reader thread, and kept until anything is written: any page
 * of the same question is a slice of it.
 */
export function orderedRuns(
  database: Settled<Database>,
  search: RunSearch,
  order: readonly Ordering[],
): Promise<Int32Array> {
  const key = JSON.stringify(["runs", search, order]);
  return keptAnswer(database, key, () => find(database, search, order));
}

async function find(
  database: Settled<Database>,
  search: RunSearch,
  order: readonly Ordering[],
): Promise<Int32Array> {
  const { tree } = search;
  const regex = tree !== undefined && usesRegex(tree);
  if (!regex && (await fewRuns(database))) return selectNumbers(database, search, order);
  const [first, ...others] = order;
  const byMetric = first?.field.target === "metric" && first.field.part === "last";
  if (byMetric && others.length === 0 && tree === undefined && !search.words)
    return sortByMetric(
      database.aside,
      await orderedRuns(database, search, []),
      first.field.key,
      first.descending,
    );
  return selectNumbers(database.aside, search, order);
}

/** What `make` made for this key, until anything is written. One that fails is not kept. */
export function keptAnswer<T>(database: Database, key: string, make: () => Promise<T>): Promise<T> {
  const kept: Map<string, Kept> = keptOf.get(database) ?? new Map();
  keptOf.set(database, kept);
  const old = kept.get(key);
  kept.delete(key);
  if (old !== undefined && old.commits === database.commits) {
    kept.set(key, old);
    return old.answer as Promise<T>;
  }
  const answer = make();
  const made: Kept = { commits: database.commits, answer };
  answer.catch(() => kept.delete(key));
  kept.set(key, made);
  if (kept.size > KEPT) kept.delete(kept.keys().next().value as string);
  return answer;
}

/** Rows of a page that are read without a thread: a few milliseconds. */
const PAGE = 100;
const PIECE = 200;

/** The runs of a page made into what `read` makes of them, piece by piece, so that no piece holds up the others. */
export async function* inPieces<T>(
  database: Settled<Database>,
  numbers: Int32Array,
  read: (reader: Settled, piece: Int32Array) => Promise<readonly T[]>,
): AsyncGenerator<readonly T[]> {
  const reader: Settled = numbers.length <= PAGE ? database : database.aside;
  for (let at = 0; at < numbers.length; at += PIECE)
    yield await read(reader, numbers.subarray(at, at + PIECE));
}
