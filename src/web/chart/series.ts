import { formatNumber } from "#web/figures";

/** A line: places along x and its values; null is a gap, where `gaps` may say of what. */
export type Series = {
  readonly label: string;
  readonly xs: readonly number[];
  readonly ys: readonly (number | null)[];
  /** What a gap holds instead of a number, by its place: `NaN`, `Infinity`, `-Infinity`. */
  readonly gaps?: ReadonlyMap<number, string>;
  /** Which of the colours and dashes; default its place. The same thing has the same one in every chart. */
  readonly look?: number;
  /** The values as they were, where `ys` is smoothed; drawn thinner behind it. */
  readonly raw?: readonly (number | null)[];
};

/** Part of a chart's x axis. */
export type Window = { readonly from: number; readonly to: number };

/** All series over one shared x, as uPlot wants them; undefined is "no point here", null a gap. */
export function alignSeries(
  series: readonly Series[],
): [number[], ...(number | null | undefined)[][]] {
  const only = series[0];
  if (only !== undefined && series.length === 1) return [[...only.xs], [...only.ys]];
  const xs = [...new Set(series.flatMap((each) => each.xs))].sort((a, b) => a - b);
  const places = new Map(xs.map((x, i) => [x, i]));
  const columns = series.map((each) => {
    const column = new Array<number | null | undefined>(xs.length).fill(undefined);
    for (const [i, x] of each.xs.entries()) column[places.get(x) as number] = each.ys[i] ?? null;
    return column;
  });
  return [xs, ...columns];
}

/** A logarithmic axis has no place for zero and below: such points become gaps, and the chart says how many. */
export function dropForLog(series: readonly Series[]): {
  readonly series: readonly Series[];
  readonly dropped: number;
} {
  let dropped = 0;
  const above = (y: number | null): number | null => (y === null || y > 0 ? y : null);
  const kept = series.map((each) => ({
    ...each,
    ...(each.raw === undefined ? {} : { raw: each.raw.map(above) }),
    ys: each.ys.map((y) => {
      if (y !== null && y <= 0) dropped += 1;
      return above(y);
    }),
  }));
  return { series: kept, dropped };
}

/** A line's value at one of its places, in words. */
export function valueAt({ ys, gaps }: Pick<Series, "ys" | "gaps">, place: number): string {
  return formatNumber(ys[place] ?? gaps?.get(place) ?? "NaN");
}

/** Lowest and highest value of a line; undefined where it has none. */
export function rangeOf(ys: readonly (number | null)[]): [number, number] | undefined {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const y of ys) {
    if (y === null) continue;
    if (y < low) low = y;
    if (y > high) high = y;
  }
  return low > high ? undefined : [low, high];
}

/**
 * An exponential mean, de-biased at its beginning as TensorBoard's is: a value keeps the share `strength` after one
 * stride along x. A stride is the middle distance of two points, and never less than a 250th of the line: points lie
 * unevenly after a reduction, and a weight by count would smooth more where there are more. Gaps stay gaps.
 */
export function smooth(series: Series, strength: number): Series {
  const { xs, ys } = series;
  const span = (xs.at(-1) ?? 0) - (xs[0] ?? 0);
  if (strength <= 0 || span <= 0) return series;
  const gaps = xs.slice(1).map((x, i) => x - (xs[i] as number));
  gaps.sort((a, b) => a - b);
  const stride = Math.max(span / STRIDES, gaps[gaps.length >> 1] ?? 0);
  let mean = 0;
  let weight = 0;
  let before = xs[0] as number;
  const out = ys.map((y, i) => {
    const x = xs[i] as number;
    const keep = strength ** ((x - before) / stride);
    before = x;
    mean *= keep;
    weight *= keep;
    if (y === null) return null;
    mean += y;
    weight += 1;
    return mean / weight;
  });
  return { ...series, ys: out, raw: ys };
}

/** Strides that a line has at most. */
const STRIDES = 250;

/** The place of the point nearest to `x`; undefined for a line without points. */
export function nearestPlace(xs: readonly number[], x: number): number | undefined {
  if (xs.length === 0) return undefined;
  let low = 0;
  let high = xs.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((xs[middle] as number) <= x) low = middle;
    else high = middle;
  }
  return x - (xs[low] as number) <= (xs[high] as number) - x ? low : high;
}

/** A zoom of another chart's, in which this one has nothing, leaves it as it is. */
export function isWithin(series: readonly Series[], window: Window | undefined): boolean {
  if (window === undefined) return false;
  return series.some(({ xs }) => (xs[0] ?? 0) <= window.to && (xs.at(-1) ?? 0) >= window.from);
}
