import { meantNumber } from "#ground/wire";
import type { Point } from "./point.ts";

/** Points of one metric, a list for each of their three numbers. */
export type Points = {
  readonly steps: ArrayLike<number>;
  readonly times: ArrayLike<number>;
  readonly values: ArrayLike<number>;
};

/** Points that more are added to. */
export class PointList implements Points {
  readonly steps: number[] = [];
  readonly times: number[] = [];
  readonly values: number[] = [];

  get length(): number {
    return this.steps.length;
  }

  add(step: number, time: number, value: number): void {
    this.steps.push(step);
    this.times.push(time);
    this.values.push(value);
  }

  /** Adds points `from` to before `to` of others. */
  addAll(points: Points, from: number, to: number): void {
    for (let i = from; i < to; i += 1) this.steps.push(points.steps[i] as number);
    for (let i = from; i < to; i += 1) this.times.push(points.times[i] as number);
    for (let i = from; i < to; i += 1) this.values.push(points.values[i] as number);
  }
}

/** Point `i`. */
export function pointAt(points: Points, i: number): Point {
  return {
    step: points.steps[i] as number,
    timestamp: points.times[i] as number,
    value: points.values[i] as number,
  };
}

/**
 * By value, where NaN counts as 0 and comes after it, as in MLflow's tables; 0 where they are the same value. An infinity
 * and the number that stood for it in older blocks are the same.
 */
export function compareValues(a: number, b: number): number {
  const isNan = Number.isNaN(a);
  const isNanToo = Number.isNaN(b);
  const left = isNan ? 0 : a;
  const right = isNanToo ? 0 : b;
  if (left !== right && meantNumber(left) !== meantNumber(right)) return left < right ? -1 : 1;
  return isNan === isNanToo ? 0 : isNan ? 1 : -1;
}

/** By step, time, value: the order in which points are kept. 0 where they are one and the same point. */
export function compareAt(a: Points, i: number, b: Points, j: number): number {
  const step = (a.steps[i] as number) - (b.steps[j] as number);
  if (step !== 0) return step;
  const time = (a.times[i] as number) - (b.times[j] as number);
  if (time !== 0) return time;
  return compareValues(a.values[i] as number, b.values[j] as number);
}

/** As `compareAt`, of points by themselves. */
export function comparePoints(a: Point, b: Point): number {
  return a.step - b.step || a.timestamp - b.timestamp || compareValues(a.value, b.value);
}

/** By time, step, value: the order in which MLflow gives a history. */
export function compareByTime(a: Points, i: number, b: Points, j: number): number {
  const time = (a.times[i] as number) - (b.times[j] as number);
  if (time !== 0) return time;
  const step = (a.steps[i] as number) - (b.steps[j] as number);
  if (step !== 0) return step;
  return compareValues(a.values[i] as number, b.values[j] as number);
}

/** The points in order, each once. The same list where it is so already, as it mostly is. */
export function inOrder(points: PointList): PointList {
  let sorted = true;
  for (let i = 1; i < points.length && sorted; i += 1)
    sorted = compareAt(points, i - 1, points, i) < 0;
  if (sorted) return points;
  const places = Array.from({ length: points.length }, (_, i) => i);
  places.sort((i, j) => compareAt(points, i, points, j));
  const ordered = new PointList();
  for (const [n, i] of places.entries())
    if (n === 0 || compareAt(points, places[n - 1] as number, points, i) !== 0)
      ordered.addAll(points, i, i + 1);
  return ordered;
}

/**
 * Ordered points and others, `from` to before `to` of an ordered list, together in order. Those that were not there
 * are added to `fresh` too.
 */
export function merged(
  old: Points,
  more: Points,
  range: { from: number; to: number },
  fresh: PointList,
): PointList {
  const all = new PointList();
  const length = old.steps.length;
  // Points mostly follow the ones that are there.
  if (length > 0 && range.from < range.to && compareAt(old, length - 1, more, range.from) < 0) {
    all.addAll(old, 0, length);
    all.addAll(more, range.from, range.to);
    fresh.addAll(more, range.from, range.to);
    return all;
  }
  let i = 0;
  for (let j = range.from; j < range.to; j += 1) {
    let order = 1;
    while (i < length) {
      order = compareAt(old, i, more, j);
      if (order >= 0) break;
      all.addAll(old, i, i + 1);
      i += 1;
    }
    if (i < length && order === 0) continue;
    all.addAll(more, j, j + 1);
    fresh.addAll(more, j, j + 1);
  }
  all.addAll(old, i, length);
  return all;
}
