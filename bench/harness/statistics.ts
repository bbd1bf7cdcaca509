/** The middle and the ends of some measurements. */
export type Summary = { readonly median: number; readonly min: number; readonly max: number };

/** Median and spread; a mean would let one slow round speak for all. */
export function summarise(values: readonly number[]): Summary {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  const lower = sorted[middle - 1] ?? upper;
  return {
    median: sorted.length % 2 === 1 ? upper : (lower + upper) / 2,
    min: sorted[0] ?? Number.NaN,
    max: sorted[sorted.length - 1] ?? Number.NaN,
  };
}

/** `0.041 [0.038-0.052]`. */
export function spread(values: readonly number[], digits: number): string {
  const { median, min, max } = summarise(values);
  return `${median.toFixed(digits)} [${min.toFixed(digits)}-${max.toFixed(digits)}]`;
}
