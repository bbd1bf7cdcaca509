/** A line: places along x and its values; null is a gap (NaN, infinite). */
export type Series = {
  readonly label: string;
  readonly xs: readonly number[];
  readonly ys: readonly (number | null)[];
};

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
  const kept = series.map((each) => ({
    ...each,
    ys: each.ys.map((y) => {
      if (y === null || y > 0) return y;
      dropped += 1;
      return null;
    }),
  }));
  return { series: kept, dropped };
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
