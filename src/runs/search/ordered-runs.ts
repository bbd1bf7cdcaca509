import type { Database } from "#ground/database";
import { fewRuns, type RunSearch, selectNumbers } from "../store/search-runs.ts";
import { type Ordering, usesRegex } from "./tree.ts";

/** A set of 100,000 runs takes 400 kB. */
const KEPT = 12;

type Kept = { readonly commits: number; readonly numbers: Promise<Int32Array> };

const keptOf = new WeakMap<Database, Map<string, Kept>>();

/**
 * The numbers of all runs that match, in order. Found in the reader thread, and kept until anything is written: any page
 * of the same question is a slice of it.
 */
export function orderedRuns(
  database: Database,
  search: RunSearch,
  order: readonly Ordering[],
): Promise<Int32Array> {
  return keptAnswer(database, JSON.stringify([search, order]), () => find(database, search, order));
}

async function find(
  database: Database,
  search: RunSearch,
  order: readonly Ordering[],
): Promise<Int32Array> {
  const regex = search.tree !== undefined && usesRegex(search.tree);
  const here = !regex && (await fewRuns(database));
  return selectNumbers(here ? database : database.aside, search, order);
}

function keptAnswer(
  database: Database,
  key: string,
  make: () => Promise<Int32Array>,
): Promise<Int32Array> {
  const kept: Map<string, Kept> = keptOf.get(database) ?? new Map();
  keptOf.set(database, kept);
  const old = kept.get(key);
  kept.delete(key);
  if (old !== undefined && old.commits === database.commits) {
    kept.set(key, old);
    return old.numbers;
  }
  const made: Kept = { commits: database.commits, numbers: make() };
  made.numbers.catch(() => kept.delete(key));
  kept.set(key, made);
  if (kept.size > KEPT) kept.delete(kept.keys().next().value as string);
  return made.numbers;
}

/** Rows of a page that are read without a thread: a few milliseconds. */
const PAGE = 100;
const PIECE = 500;

/** The runs of a page made into what `read` makes of them, piece by piece, so that no piece holds up the others. */
export async function* inPieces<T>(
  database: Database,
  numbers: Int32Array,
  read: (reader: Pick<Database, "get" | "all">, piece: Int32Array) => Promise<readonly T[]>,
): AsyncGenerator<readonly T[]> {
  const reader = numbers.length <= PAGE ? database : database.aside;
  for (let at = 0; at < numbers.length; at += PIECE)
    yield await read(reader, numbers.subarray(at, at + PIECE));
}
