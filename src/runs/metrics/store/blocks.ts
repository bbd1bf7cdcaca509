import type { Reader, Tx } from "#ground/database";
import {
  type Block,
  type BlockHead,
  damaged,
  hasSealedHead,
  type Point,
  SEALED_HEAD,
  sealedHead,
} from "#ground/points";

/** The little of a head that says which steps a block holds. */
export type BlockSpan = Pick<BlockHead, "first" | "points" | "even"> & {
  readonly lastStep: number;
};

const ORDERED = 1;
const EVEN = 2;

type Always = "step" | "at" | "value" | "nan" | "last_step" | "last_at" | "last" | "last_nan";
type Bounds = "low_step" | "low_at" | "high_step" | "high_at" | "from_at" | "to_at" | "points";
type Columns = Record<Always | Bounds | "flags", number> & Record<"low" | "high", number | null>;

const HEAD = `step, at, value, nan, last_step, last_at, last, last_nan, low, low_step, low_at, high, high_step, high_at,
  from_at, to_at, points, flags`;
/** Its place among them, after what is sealed. */
const FLAGS = 17;
const OF = "FROM runs_block WHERE run = ? AND key = ?";
const UP = "ORDER BY step, at, value, nan";
const DOWN = "ORDER BY step DESC, at DESC, value DESC, nan DESC";
const HEADS = `SELECT ${HEAD} ${OF} ${UP}`;
const ALL = `SELECT ${HEAD}, data ${OF} ${UP}`;
const DATA = `SELECT data ${OF} AND (step, at, value, nan) >= (?, ?, ?, ?) ${UP} LIMIT ?`;
const LAST = `SELECT ${HEAD}, data ${OF} ${DOWN} LIMIT 1`;
const FIRST = `SELECT ${HEAD}, data ${OF} ${UP} LIMIT 1`;
const BEFORE = `SELECT ${HEAD}, data ${OF} AND (step, at, value, nan) <= (?, ?, ?, ?) ${DOWN} LIMIT 1`;
const NEXT = `SELECT step, at, value, nan ${OF} AND (step, at, value, nan) > (?, ?, ?, ?) ${UP} LIMIT 1`;
const DELETE = `DELETE ${OF} AND step = ? AND at = ? AND value = ? AND nan = ?`;
const UNSEALED = `SELECT run, key, ${HEAD}, data FROM runs_block
  WHERE run = ? AND key = ? AND (flags < ${SEALED_HEAD} OR substr(data, 4, 1) = x'00') LIMIT 32`;
const SEAL = `UPDATE runs_block SET data = ?, flags = ?
  WHERE run = ? AND key = ? AND step = ? AND at = ? AND value = ? AND nan = ? AND data = ?`;
const DELETE_RUN = "DELETE FROM runs_block WHERE run = ?";
const REPLACED = [...HEAD.split(",").map((name) => name.trim()), "data"]
  .slice(4)
  .map((name) => `${name} = excluded.${name}`)
  .join(", ");
const PUT = `INSERT INTO runs_block (run, key, ${HEAD}, data)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (run, key, step, at, value, nan) DO UPDATE SET ${REPLACED}`;

/** A metric: the numbers of its run and key. */
export type Metric = { readonly run: number; readonly key: number };

/** The blocks of a metric in order, without their points; POINTS_DAMAGED where they are not as they were written. */
export async function selectBlockHeads(db: Reader, { run, key }: Metric): Promise<BlockHead[]> {
  return (await db.all<Columns>(HEADS, run, key)).map((row) => {
    requireSealed(numbersOf(row), row.flags);
    return headOf(row);
  });
}

/** The spans of the blocks of a metric in order, as `selectBlockHeads` would give them; in half the time. */
export async function selectBlockSpans(db: Reader, { run, key }: Metric): Promise<BlockSpan[]> {
  return (await db.lists<number[]>(HEADS, run, key)).map((row) => {
    const flags = row[FLAGS] as number;
    requireSealed(row, flags);
    const [step, at, value, nan, lastStep] = row as [number, number, number, number, number];
    const points = row[FLAGS - 1] as number;
    return { first: pointOf(step, at, value, nan), lastStep, points, even: (flags & EVEN) !== 0 };
  });
}

function requireSealed(head: readonly (number | null)[], flags: number): void {
  if (!hasSealedHead(head, flags))
    throw damaged("what a block of a metric says of its points", "their CRC-32 is another");
}

/** The blocks of a metric in order. */
export async function selectBlocks(db: Reader, { run, key }: Metric): Promise<Block[]> {
  return (await db.all<Columns & { data: Uint8Array }>(ALL, run, key)).map(blockOf);
}

/** The points of so many blocks, from the one that begins with this point on. */
export async function selectBlockData(
  db: Reader,
  { run, key }: Metric,
  { first, count }: { first: Point; count: number },
): Promise<Uint8Array[]> {
  const rows = await db.all<{ data: Uint8Array }>(DATA, run, key, ...place(first), count);
  return rows.map((row) => row.data);
}

/** A block of which the table may say what was not written: then `isSealed` is false. Its data has a seal of its own. */
export type KeptBlock = Block & { readonly isSealed: boolean };

/** The last block of a metric. */
export async function selectLastBlock(
  db: Reader,
  { run, key }: Metric,
): Promise<KeptBlock | undefined> {
  const row = await db.get<Columns & { data: Uint8Array }>(LAST, run, key);
  return row === undefined ? undefined : blockOf(row);
}

/** The block into whose range a point falls: the last one that begins not after it, else the first one. */
export async function selectBlockAround(
  db: Reader,
  { run, key }: Metric,
  point: Point,
): Promise<KeptBlock | undefined> {
  const row =
    (await db.get<Columns & { data: Uint8Array }>(BEFORE, run, key, ...place(point))) ??
    (await db.get<Columns & { data: Uint8Array }>(FIRST, run, key));
  return row === undefined ? undefined : blockOf(row);
}

/** The point with which the block after this one begins. */
export async function selectNextFirst(
  db: Reader,
  { run, key }: Metric,
  first: Point,
): Promise<Point | undefined> {
  const row = await db.get<Columns>(NEXT, run, key, ...place(first));
  return row === undefined ? undefined : pointOf(row.step, row.at, row.value, row.nan);
}

/** Adds a block, or puts it in the place of the one that begins with the same point. */
export async function putBlock(tx: Tx, { run, key }: Metric, block: Block): Promise<void> {
  const { first, last, low, high } = block;
  const bits = (block.ordered ? ORDERED : 0) + (block.even ? EVEN : 0);
  const head = [
    ...place(first),
    ...place(last),
    ...bound(low),
    ...bound(high),
    block.fromAt,
    block.toAt,
    block.points,
  ];
  await tx.run(PUT, run, key, ...head, sealedHead(head, bits), block.data);
}

/** A block of Fettle 0.1, where it lies. */
export type UnsealedBlock = Metric & Columns & { readonly data: Uint8Array };

/** The next blocks of a metric without a seal: as many as one write seals in a few ms. */
export function selectUnsealed(db: Reader, { run, key }: Metric): Promise<UnsealedBlock[]> {
  return db.all<UnsealedBlock>(UNSEALED, run, key);
}

/** Puts the same points and head, with their seals, in the place of a block that is still as it was read. */
export async function putSealed(tx: Tx, block: UnsealedBlock, data: Uint8Array): Promise<void> {
  const { run, key, step, at, value, nan } = block;
  await tx.run(
    SEAL,
    data,
    sealedHead(numbersOf(block), block.flags),
    run,
    key,
    step,
    at,
    value,
    nan,
    block.data,
  );
}

/** Takes away the block that begins with this point. */
export async function deleteBlock(tx: Tx, { run, key }: Metric, first: Point): Promise<void> {
  await tx.run(DELETE, run, key, ...place(first));
}

/** Takes away all blocks of a run. */
export async function deleteBlocks(tx: Tx, run: number): Promise<void> {
  await tx.run(DELETE_RUN, run);
}

/** What a block says of its points, in the order in which it is sealed. */
function numbersOf(row: Columns): (number | null)[] {
  const { step, at, value, nan, last_step, last_at, last, last_nan, from_at, to_at } = row;
  const { low, low_step, low_at, high, high_step, high_at, points } = row;
  const ends = [step, at, value, nan, last_step, last_at, last, last_nan];
  return [...ends, low, low_step, low_at, high, high_step, high_at, from_at, to_at, points];
}

/** SQL has no NaN: it is kept as 0 with `nan` 1. */
function place({ step, timestamp, value }: Point): [number, number, number, number] {
  const nan = Number.isNaN(value);
  return [step, timestamp, nan ? 0 : value, nan ? 1 : 0];
}

function bound(point: Point | undefined): (number | null)[] {
  return point === undefined ? [null, null, null] : [point.value, point.step, point.timestamp];
}

function pointOf(step: number, timestamp: number, value: number, nan: number): Point {
  return { step, timestamp, value: nan === 1 ? Number.NaN : value };
}

function headOf(row: Columns): BlockHead {
  const { low, high } = row;
  return {
    first: pointOf(row.step, row.at, row.value, row.nan),
    last: pointOf(row.last_step, row.last_at, row.last, row.last_nan),
    low: low === null ? undefined : pointOf(row.low_step, row.low_at, low, 0),
    high: high === null ? undefined : pointOf(row.high_step, row.high_at, high, 0),
    fromAt: row.from_at,
    toAt: row.to_at,
    points: row.points,
    ordered: (row.flags & ORDERED) !== 0,
    even: (row.flags & EVEN) !== 0,
  };
}

function blockOf(row: Columns & { data: Uint8Array }): KeptBlock {
  return { ...headOf(row), data: row.data, isSealed: hasSealedHead(numbersOf(row), row.flags) };
}
