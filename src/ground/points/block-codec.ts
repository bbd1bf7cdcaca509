import { isFettleError } from "#ground/errors";
import { ByteReader, ByteWriter } from "./bytes.ts";
import type { Points } from "./point-list.ts";
import { checkSeal, damaged, SEAL_BYTES, sealOf } from "./seal.ts";
import type { Unpacked } from "./unpacked.ts";

/**
 * A block of points as bytes, little-endian: version (1 byte), kind of the steps (1), kind of the times (1), 1 where it
 * is sealed and 0 in one that Fettle 0.1 wrote (1), count (4), values (8 each, as they are), steps, times, seal: a CRC-32
 * of all before it (4), which no reader of Fettle 0.1 looks at. A column is one of three kinds: even, its first number and
 * the distance between any two neighbours; curved, the first number and by how much each distance differs from the one
 * before it; raw, 8 bytes each, where numbers are so large that a difference would not be exact.
 */
const VERSION = 1;
const HEAD = 8;
/** Where a block says whether it is sealed. */
const SEALED_AT = 3;
const EVEN = 0;
const CURVED = 1;
const RAW = 2;
const EXACT_MAX = 2 ** 50;

const scratch = new ByteWriter(16_384);

/** Packs points `from` to before `to`, of which there is at least one. */
export function packBlock(points: Points, from: number, to: number): Uint8Array<ArrayBuffer> {
  const count = to - from;
  scratch.at = 0;
  scratch.need(HEAD + count * 8);
  const values = new Float64Array(scratch.bytes.buffer, HEAD, count);
  for (let i = 0; i < count; i += 1) values[i] = points.values[from + i] as number;
  scratch.at = HEAD + count * 8;
  const stepKind = writeColumn(points.steps, from, to);
  const timeKind = writeColumn(points.times, from, to);
  const { bytes } = scratch;
  bytes[0] = VERSION;
  bytes[1] = stepKind;
  bytes[2] = timeKind;
  bytes[SEALED_AT] = 0;
  new DataView(bytes.buffer).setUint32(4, count, true);
  return sealed(bytes.subarray(0, scratch.at));
}

/** A block that Fettle 0.1 wrote, with its seal; `undefined` where it has one. */
export function sealBlock(bytes: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  return bytes[SEALED_AT] === 0 ? sealed(bytes) : undefined;
}

function sealed(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(bytes.length + SEAL_BYTES);
  whole.set(bytes);
  whole[SEALED_AT] = 1;
  const end = bytes.length;
  new DataView(whole.buffer).setUint32(end, sealOf(whole.subarray(0, end)), true);
  return whole;
}

function kindOf(column: ArrayLike<number>, from: number, to: number): number {
  const first = column[from] as number;
  const distance = to - from > 1 ? (column[from + 1] as number) - first : 0;
  let even = true;
  for (let i = from; i < to; i += 1) {
    const number = column[i] as number;
    if (number > EXACT_MAX || number < -EXACT_MAX) return RAW;
    if (even && number !== first + distance * (i - from)) even = false;
  }
  return even ? EVEN : CURVED;
}

function writeColumn(column: ArrayLike<number>, from: number, to: number): number {
  const kind = kindOf(column, from, to);
  if (kind === RAW) {
    for (let i = from; i < to; i += 1) scratch.double(column[i] as number);
    return kind;
  }
  let last = column[from] as number;
  scratch.signed(last);
  if (kind === EVEN) {
    scratch.signed(to - from > 1 ? (column[from + 1] as number) - last : 0);
    return kind;
  }
  let distance = 0;
  for (let i = from + 1; i < to; i += 1) {
    const number = column[i] as number;
    scratch.signed(number - last - distance);
    distance = number - last;
    last = number;
  }
  return kind;
}

/** The points of a packed block; POINTS_DAMAGED where these are not the bytes that were written. */
export function unpackBlock(bytes: Uint8Array): Unpacked {
  return unpacked(bytes, countOf(bytes));
}

/** The same, `undefined` for a damaged one: for a fold, where it must not hold up the points of all metrics. */
export function unpackSound(bytes: Uint8Array): Unpacked | undefined {
  try {
    return unpackBlock(bytes);
  } catch (error) {
    if (isFettleError(error) && error.code === "POINTS_DAMAGED") return undefined;
    throw error;
  }
}

function unpacked(bytes: Uint8Array, count: number): Unpacked {
  const reader = new ByteReader(bytes, HEAD + count * 8);
  const steps = readColumn(reader, bytes[1] as number, count);
  const times = readColumn(reader, bytes[2] as number, count);
  return { steps, times, values: valuesOf(bytes, count) };
}

/** How many points a packed block holds, and the step of the first; POINTS_DAMAGED as `unpackBlock`. */
export function headOfPacked(bytes: Uint8Array): { count: number; step: number } {
  const count = countOf(bytes);
  const reader = new ByteReader(bytes, HEAD + count * 8);
  return { count, step: bytes[1] === RAW ? reader.double() : reader.signed() };
}

/**
 * The points of a packed block at these ascending steps. Where its own steps are even, which is usual, a point is found
 * by its place, and no more is unpacked than the times before the last of them.
 */
export function pickFromBlock(bytes: Uint8Array, wanted: readonly number[]): Unpacked {
  const count = countOf(bytes);
  const reader = new ByteReader(bytes, HEAD + count * 8);
  const first = bytes[1] === EVEN ? reader.signed() : 0;
  const distance = bytes[1] === EVEN ? reader.signed() : 0;
  if (distance <= 0) return pickUnpacked(unpacked(bytes, count), wanted);
  const places: number[] = [];
  for (const step of wanted) {
    const place = (step - first) / distance;
    if (Number.isInteger(place) && place >= 0 && place < count) places.push(place);
  }
  const times = readColumn(reader, bytes[2] as number, (places.at(-1) ?? -1) + 1);
  const values = valuesOf(bytes, count);
  return {
    steps: Float64Array.from(places, (place) => first + distance * place),
    times: at(times, places),
    values: at(values, places),
  };
}

function at(column: Float64Array, places: readonly number[]): Float64Array {
  return Float64Array.from(places, (place) => column[place] as number);
}

function pickUnpacked(block: Unpacked, wanted: readonly number[]): Unpacked {
  const places: number[] = [];
  let next = 0;
  for (let i = 0; i < block.steps.length && next < wanted.length; ) {
    const step = block.steps[i] as number;
    const sought = wanted[next] as number;
    if (step === sought) places.push(i);
    if (step <= sought) i += 1;
    else next += 1;
  }
  return {
    steps: at(block.steps, places),
    times: at(block.times, places),
    values: at(block.values, places),
  };
}

function countOf(bytes: Uint8Array): number {
  // A lost mark of a seal changes no point, and page sums tell of it.
  if (bytes[SEALED_AT] !== 0) checkSeal(bytes, "a block of a metric");
  if (bytes[0] !== VERSION) throw damaged("a block of a metric", `its version is ${bytes[0]}`);
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(4, true);
}

/** As a view where the bytes lie so that it can be one; the machines that Node 24 is made for are little-endian. */
function valuesOf(bytes: Uint8Array, count: number): Float64Array {
  const at = bytes.byteOffset + HEAD;
  if (at % 8 === 0) return new Float64Array(bytes.buffer as ArrayBuffer, at, count);
  return new Float64Array(bytes.slice(HEAD, HEAD + count * 8).buffer);
}

function readColumn(reader: ByteReader, kind: number, count: number): Float64Array {
  const column = new Float64Array(count);
  if (count === 0) return column;
  if (kind === RAW) {
    for (let i = 0; i < count; i += 1) column[i] = reader.double();
    return column;
  }
  let last = reader.signed();
  column[0] = last;
  if (kind === EVEN) {
    const distance = reader.signed();
    for (let i = 1; i < count; i += 1) column[i] = last + distance * i;
    return column;
  }
  let distance = 0;
  for (let i = 1; i < count; i += 1) {
    distance += reader.signed();
    last += distance;
    column[i] = last;
  }
  return column;
}
