import { compareByTime, type Points } from "./point-list.ts";

/** The points of a block, unpacked. */
export type Unpacked = {
  readonly steps: Float64Array;
  readonly times: Float64Array;
  readonly values: Float64Array;
};

/** Lists of points as one. */
export function joined(parts: readonly Unpacked[]): Unpacked {
  const length = parts.reduce((sum, part) => sum + part.steps.length, 0);
  const all = {
    steps: new Float64Array(length),
    times: new Float64Array(length),
    values: new Float64Array(length),
  };
  let at = 0;
  for (const { steps, times, values } of parts) {
    all.steps.set(steps, at);
    all.times.set(times, at);
    all.values.set(values, at);
    at += steps.length;
  }
  return all;
}

/** Points `from` to before `to`, without a copy. */
export function part({ steps, times, values }: Unpacked, from: number, to?: number): Unpacked {
  return {
    steps: steps.subarray(from, to),
    times: times.subarray(from, to),
    values: values.subarray(from, to),
  };
}

/** Points in the order of their times. */
export function byTime(points: Points): Unpacked {
  const places = Array.from({ length: points.steps.length }, (_, i) => i);
  places.sort((i, j) => compareByTime(points, i, points, j));
  const ordered = (column: ArrayLike<number>) =>
    Float64Array.from(places, (at) => column[at] as number);
  return {
    steps: ordered(points.steps),
    times: ordered(points.times),
    values: ordered(points.values),
  };
}
