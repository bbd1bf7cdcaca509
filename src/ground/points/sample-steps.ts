/** Which steps are wanted: so many, of all, or of those from `from` to `to`. */
export type Sample = {
  readonly max: number;
  readonly range: { readonly from: number; readonly to: number } | undefined;
};

/**
 * Of ascending steps those that a sample wants, spread evenly, and of `ends` those that lie in its range: the first and
 * last step of each series, which a chart must not lack.
 */
export function sampleSteps(
  steps: Float64Array,
  ends: readonly (number | undefined)[],
  { max, range }: Sample,
): number[] {
  const { from, to } = range ?? { from: steps[0] ?? 0, to: steps.at(-1) ?? 0 };
  const begin = lowerBound(steps, from);
  const end = lowerBound(steps, to + 1);
  const chosen = new Set<number>();
  if (end - begin <= max) for (const step of steps.subarray(begin, end)) chosen.add(step);
  else {
    const interval = (end - begin) / max;
    for (let i = 0; i < max; i += 1) chosen.add(steps[begin + Math.floor(i * interval)] as number);
    chosen.add(steps[end - 1] as number);
  }
  for (const step of ends) if (step !== undefined && step >= from && step <= to) chosen.add(step);
  return [...chosen].sort((a, b) => a - b);
}

/** Where in a sorted list the first number is that is not below `bound`. */
export function lowerBound(sorted: ArrayLike<number>, bound: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
