import type { Point } from "./point.ts";
import { compareAt, type Points, pointAt } from "./point-list.ts";

/** What is known of new points of one metric; `undefined` for lowest and highest where all are NaN. */
export type Summary = {
  readonly last: Point;
  readonly low: Point | undefined;
  readonly high: Point | undefined;
  readonly points: number;
};

/** The summary of a metric's new points, of which there is at least one. */
export function summarize(points: Points): Summary {
  const { steps, values } = points;
  let last = 0;
  let low = -1;
  let high = -1;
  for (let i = 0; i < steps.length; i += 1) {
    if (compareAt(points, i, points, last) > 0) last = i;
    const value = values[i] as number;
    if (Number.isNaN(value)) continue;
    if (low === -1 || value < (values[low] as number)) low = i;
    if (high === -1 || value > (values[high] as number)) high = i;
  }
  return {
    last: pointAt(points, last),
    low: low === -1 ? undefined : pointAt(points, low),
    high: high === -1 ? undefined : pointAt(points, high),
    points: steps.length,
  };
}
