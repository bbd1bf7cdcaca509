import { studentQuantile } from "#ground/statistics";
import { directionOf } from "../best/index.ts";
import type { Direction, Directions } from "../model.ts";
import type { ComparedMetric, GroupMetric } from "./model.ts";

/** Of a 95 % interval. */
const P = 0.975;

type Sample = { readonly n: number; readonly mean: number; readonly variance: number | null };

/** Mean, spread and difference from the first group for one metric; `values` holds each group's finite values. */
export function compareMetric(
  key: string,
  values: readonly (readonly number[])[],
  directions: Directions,
): ComparedMetric {
  const samples = values.map(sampleOf);
  const direction = directionOf(key, directions);
  const groups = values.map((own, i) => groupOf(own, samples[i], i === 0 ? undefined : samples[0]));
  return { key, direction, groups, best: bestOf(samples, direction) };
}

function sampleOf(values: readonly number[]): Sample | undefined {
  const n = values.length;
  if (n === 0) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { n, mean, variance: n < 2 ? null : squares / (n - 1) };
}

function groupOf(
  values: readonly number[],
  own: Sample | undefined,
  first: Sample | undefined,
): GroupMetric {
  const difference = own === undefined || first === undefined ? null : own.mean - first.mean;
  const noise =
    own === undefined || first === undefined || difference === null ? null : noiseOf(own, first);
  return {
    n: values.length,
    mean: own?.mean ?? null,
    sd: own === undefined || own.variance === null ? null : Math.sqrt(own.variance),
    min: own === undefined ? null : Math.min(...values),
    max: own === undefined ? null : Math.max(...values),
    difference,
    noise,
    exceeds: noise === null || difference === null ? null : Math.abs(difference) > noise,
  };
}

/**
 * Half the width of the 95 % interval of a difference of means: Welch's where both were repeated; where only one was, its
 * spread stands for the other's, which is the best that is known. Null where neither was.
 */
function noiseOf(a: Sample, b: Sample): number | null {
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

function bestOf(samples: readonly (Sample | undefined)[], direction: Direction): number | null {
  const means = samples.map((sample) => sample?.mean);
  const known = means.filter((mean) => mean !== undefined);
  if (known.length < 2) return null;
  const best = direction === "lower" ? Math.min(...known) : Math.max(...known);
  const first = means.indexOf(best);
  return means.lastIndexOf(best) === first ? first : null;
}
