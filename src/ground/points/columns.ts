import { isInfinite, LARGEST } from "#ground/wire";
import type { Point } from "./point.ts";
import { type Points, pointAt } from "./point-list.ts";

/** Which number of a point runs along the chart. */
export type Axis = "step" | "time";

/** Points that follow one another, as what draws them: `low` and `high` are the first of their value, and finite. */
export type Stretch = {
  readonly first: Point;
  readonly last: Point;
  readonly low: Point | undefined;
  readonly high: Point | undefined;
};

/** Where on the chart a point is. */
export function xOf(point: Point, axis: Axis): number {
  return axis === "step" ? point.step : point.timestamp;
}

/**
 * M4: of the points that fall on one pixel column the first, the lowest, the highest and the last, which draw the same
 * line as all of them. They are handed over in order and come out so; NaN and infinities count only as a first or last.
 */
export class Columns {
  readonly points: Point[] = [];
  /** How many infinities were among those that were added one by one. */
  infinite = 0;
  readonly #axis: Axis;
  readonly #from: number;
  readonly #scale: number;
  #column = Number.NaN;
  #open: Stretch | undefined;

  /** A chart of `px` columns from `from` to `to`, both shown. */
  constructor(axis: Axis, from: number, to: number, px: number) {
    this.#axis = axis;
    this.#from = from;
    this.#scale = px / (to - from + 1);
  }

  /** The column on which a point falls. */
  columnOf(point: Point): number {
    return this.#columnAt(xOf(point, this.#axis));
  }

  #columnAt(x: number): number {
    return Math.floor((x - this.#from) * this.#scale);
  }

  /** Adds points one by one. */
  addAll(points: Points): void {
    const { values } = points;
    const along = this.#axis === "step" ? points.steps : points.times;
    const at = (i: number) => (i === -1 ? undefined : pointAt(points, i));
    let from = 0;
    while (from < along.length) {
      const column = this.#columnAt(along[from] as number);
      let [low, lowest] = [-1, LARGEST];
      let [high, highest] = [-1, -LARGEST];
      let to = from;
      for (; to < along.length && this.#columnAt(along[to] as number) === column; to += 1) {
        const value = values[to] as number;
        if (isInfinite(value)) this.infinite += 1;
        else {
          if (value < lowest) [low, lowest] = [to, value];
          if (value > highest) [high, highest] = [to, value];
        }
      }
      this.add({
        first: pointAt(points, from),
        last: pointAt(points, to - 1),
        low: at(low),
        high: at(high),
      });
      from = to;
    }
  }

  /** Adds points that all fall on one column. */
  add(stretch: Stretch): void {
    const column = this.columnOf(stretch.first);
    const open = this.#open;
    if (open === undefined || column !== this.#column) {
      this.end();
      this.#column = column;
      this.#open = stretch;
      return;
    }
    const { low, high } = stretch;
    const isLower = low !== undefined && (open.low === undefined || low.value < open.low.value);
    const isHigher =
      high !== undefined && (open.high === undefined || high.value > open.high.value);
    this.#open = {
      first: open.first,
      last: stretch.last,
      low: isLower ? low : open.low,
      high: isHigher ? high : open.high,
    };
  }

  /** Closes the last column. */
  end(): void {
    const open = this.#open;
    if (open === undefined) return;
    this.#open = undefined;
    const { first, last, low, high } = open;
    const between = [low, high].filter(
      (point): point is Point =>
        point !== undefined && !isSame(point, first) && !isSame(point, last),
    );
    const [one, two] = between;
    if (one !== undefined && two !== undefined) {
      if (isSame(one, two)) between.pop();
      else if (this.#compare(two, one) < 0) between.reverse();
    }
    this.points.push(first, ...between);
    if (!isSame(first, last)) this.points.push(last);
  }

  #compare(a: Point, b: Point): number {
    const along = this.#axis === "step" ? a.step - b.step : a.timestamp - b.timestamp;
    const across = this.#axis === "step" ? a.timestamp - b.timestamp : a.step - b.step;
    return along || across || a.value - b.value;
  }
}

function isSame(a: Point, b: Point): boolean {
  return a.step === b.step && a.timestamp === b.timestamp && Object.is(a.value + 0, b.value + 0);
}
