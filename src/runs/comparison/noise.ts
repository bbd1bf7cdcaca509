import { differenceNoise, type Sample, sampleOf } from "#ground/statistics";
import { isInfinite } from "#ground/wire";
import { directionOf } from "../best/index.ts";
import type { Direction, Directions, MetricValue } from "../model.ts";
import type { ComparedMetric, GroupMetric } from "./model.ts";

/** Mean, spread and difference from the first group for one metric; what is no number is left out. */
export function compareMetric(
  key: string,
  given: readonly (readonly MetricValue[])[],
  directions: Directions,
): ComparedMetric {
  const values = given.map((own) => own.filter((value) => typeof value === "number"));
  const samples = values.map(sampleOf);
  const direction = directionOf(key, directions);
  const groups = values.map((own, i) => ({
    ...groupOf(own, samples[i], i === 0 ? undefined : samples[0]),
    infinite: (given[i] ?? []).filter((value) => isInfinite(Number(value))).length,
  }));
  return { key, direction, groups, best: bestOf(samples, direction) };
}

function groupOf(
  values: readonly number[],
  own: Sample | undefined,
  first: Sample | undefined,
): Omit<GroupMetric, "infinite"> {
  const difference = own === undefined || first === undefined ? null : own.mean - first.mean;
  const noise =
    own === undefined || first === undefined || difference === null
      ? null
      : differenceNoise(own, first);
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

function bestOf(samples: readonly (Sample | undefined)[], direction: Direction): number | null {
  const means = samples.map((sample) => sample?.mean);
  const known = means.filter((mean) => mean !== undefined);
  if (known.length < 2) return null;
  const best = direction === "lower" ? Math.min(...known) : Math.max(...known);
  const first = means.indexOf(best);
  return means.lastIndexOf(best) === first ? first : null;
}
