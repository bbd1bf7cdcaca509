import { ByteReader, ByteWriter } from "./bytes.ts";
import { checkSeal, SEAL_BYTES, sealOf } from "./seal.ts";

/** Points as they came in, each with the number of its metric's key; the keys lie beside. */
export type Arrival = {
  /** Number of the run. */
  readonly run: number;
  readonly points: readonly {
    readonly step: number;
    readonly timestamp: number;
    readonly value: number;
  }[];
  /** The number of each point's key. */
  readonly keys: readonly number[];
};

/** Fettle 0.1 wrote 1, which has no seal. */
const VERSION = 2;
const scratch = new ByteWriter(65_536);

/** Arrivals as the bytes of one row: version, then for each its run, how many points, and key, step, time, value of each; at the end their seal. */
export function packArrivals(arrivals: readonly Arrival[]): Uint8Array<ArrayBuffer> {
  scratch.at = 0;
  scratch.whole(VERSION);
  for (const { run, points, keys } of arrivals) {
    scratch.whole(run);
    scratch.whole(points.length);
    for (let i = 0; i < points.length; i += 1) {
      const point = points[i] as Arrival["points"][number];
      scratch.whole(keys[i] as number);
      scratch.signed(point.step);
      scratch.signed(point.timestamp);
      scratch.double(point.value);
    }
  }
  const end = scratch.at;
  scratch.need(SEAL_BYTES);
  const seal = sealOf(scratch.bytes.subarray(0, end));
  new DataView(scratch.bytes.buffer).setUint32(end, seal, true);
  scratch.at = end + SEAL_BYTES;
  return scratch.taken();
}

/** Calls `add` with each point that a row holds; POINTS_DAMAGED, before the first, where these are not the bytes written. */
export function unpackArrivals(
  bytes: Uint8Array,
  add: (run: number, key: number, step: number, time: number, value: number) => void,
): void {
  const isSealed = bytes[0] !== 1;
  if (isSealed) checkSeal(bytes, "a row of the inbox");
  const reader = new ByteReader(isSealed ? bytes.subarray(0, -SEAL_BYTES) : bytes);
  const version = reader.whole();
  if (version > VERSION) throw new Error(`points that came in have the version ${version}`);
  while (!reader.ended) {
    const run = reader.whole();
    const count = reader.whole();
    for (let i = 0; i < count; i += 1)
      add(run, reader.whole(), reader.signed(), reader.signed(), reader.double());
  }
}
