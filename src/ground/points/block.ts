import { packBlock } from "./block-codec.ts";
import type { Point } from "./point.ts";
import { type Points, pointAt } from "./point-list.ts";

/** What a packed block says of its points without being unpacked. */
export type BlockHead = {
  readonly first: Point;
  readonly last: Point;
  /** The first of the lowest and of the highest; `undefined` where all are NaN. */
  readonly low: Point | undefined;
  readonly high: Point | undefined;
  /** The earliest and the latest time. */
  readonly fromAt: number;
  readonly toAt: number;
  readonly points: number;
  /** Times never go back from one step to the next. */
  readonly ordered: boolean;
  /** No step is there twice, and each is as far from the next. */
  readonly even: boolean;
};

/** A packed block with what it says. */
export type Block = BlockHead & { readonly data: Uint8Array };

/** So many points a block: what one more point at the end of a metric rewrites at most. */
export const BLOCK_POINTS = 512;

/** Points `from` to before `to` of an ordered list as a block. */
export function blockOf(points: Points, from: number, to: number): Block {
  const { steps, times, values } = points;
  const at = (i: number) => (i === -1 ? undefined : pointAt(points, i));
  const step = steps[from] as number;
  const distance = to - from > 1 ? (steps[from + 1] as number) - step : 1;
  let low = -1;
  let high = -1;
  let fromAt = times[from] as number;
  let toAt = fromAt;
  let ordered = true;
  let even = distance > 0;
  for (let i = from; i < to; i += 1) {
    const value = values[i] as number;
    if (low === -1 ? !Number.isNaN(value) : value < (values[low] as number)) low = i;
    if (high === -1 ? !Number.isNaN(value) : value > (values[high] as number)) high = i;
    const time = times[i] as number;
    if (i > from && time < (times[i - 1] as number)) ordered = false;
    if (time < fromAt) fromAt = time;
    if (time > toAt) toAt = time;
    if (even && steps[i] !== step + distance * (i - from)) even = false;
  }
  return {
    first: pointAt(points, from),
    last: pointAt(points, to - 1),
    low: at(low),
    high: at(high),
    fromAt,
    toAt,
    points: to - from,
    ordered,
    even,
    data: packBlock(points, from, to),
  };
}

/**
 * Where to part so many points into blocks, as the places at which blocks end: at the end of a metric all but the last
 * are full, since more will follow there; elsewhere they are alike, so that each has room.
 */
export function blockEnds(from: number, to: number, atEnd: boolean): number[] {
  const count = Math.ceil((to - from) / BLOCK_POINTS);
  const size = atEnd ? BLOCK_POINTS : Math.ceil((to - from) / count);
  return Array.from({ length: count }, (_, i) => Math.min(from + size * (i + 1), to));
}
