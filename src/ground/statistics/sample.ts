import { studentQuantile } from "./student.ts";

/** Of a 95 % interval. */
const P = 0.975;

/** What is known of repeated values; the variance is null below two of them. */
export type Sample = {
  readonly n: number;
  readonly mean: number;
  readonly variance: number | null;
};

/** The sample that values make; `undefined` for none. */
export function sampleOf(values: readonly number[]): Sample | undefined {
  const n = values.length;
  if (n === 0) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { n, mean, variance: n < 2 ? null : squares / (n - 1) };
}

/**
 * Half the width of the 95 % interval of a difference of means: Welch's where both were repeated; where only one was, its
 * spread stands for the other's, which is the best that is known. Null where neither was.
 */
export function differenceNoise(a: Sample, b: Sample): number | null {
  if (a.variance !== null && b.variance !== null) {
    const [u, v] = [a.variance / a.n, b.variance / b.n];
    if (u + v === 0) return 0;
    const freedom = (u + v) ** 2 / (u ** 2 / (a.n - 1) + v ** 2 / (b.n - 1));
    return studentQuantile(P, freedom) * Math.sqrt(u + v);
  }
  const repeated = a.variance !== null ? a : b;
  if (repeated.variance === null) return null;
  if (repeated.variance === 0) return 0;
  const error = Math.sqrt(repeated.variance * (1 / a.n + 1 / b.n));
  return studentQuantile(P, repeated.n - 1) * error;
}
