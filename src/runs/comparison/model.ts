import type { CommitDiff } from "#ground/git";
import type { Direction, RunRow } from "../model.ts";

/** One line of a comparison: a value for each run, null where a run has none. */
export type CompareRow = {
  readonly kind: "fact" | "data" | "param" | "metric" | "environment" | "package" | "variable";
  /** Parameter, metric, path, package or variable; for facts and the environment the name of it. */
  readonly key: string;
  readonly values: readonly (string | number | boolean | null)[];
  /** Not all values are the same. */
  readonly differs: boolean;
};

/** Runs that differ in nothing but their seed: repeats of one attempt. */
export type ComparedGroup = {
  /** Name of the first of the compared runs in it. */
  readonly label: string;
  /** Ids of the compared runs in it. */
  readonly runs: readonly string[];
  /** How many repeats were found in the store besides these. */
  readonly repeats: number;
  /** Keys of parameters that only tell repeats apart. */
  readonly seeds: readonly string[];
};

/** A metric over the repeats of a group. */
export type GroupMetric = {
  /** How many runs have it as a number; the rest is about those. */
  readonly n: number;
  /** How many runs have it as an infinity. */
  readonly infinite: number;
  readonly mean: number | null;
  /** Sample standard deviation; null below two runs. */
  readonly sd: number | null;
  readonly min: number | null;
  readonly max: number | null;
  /** Its mean less that of the first group; null for the first group, and where one of them has none. */
  readonly difference: number | null;
  /** Half the width of the difference's 95 % interval; null where neither group was repeated. */
  readonly noise: number | null;
  /** Whether the difference is larger than the noise; null where the noise is unknown. */
  readonly exceeds: boolean | null;
};

export type ComparedMetric = {
  readonly key: string;
  readonly direction: Direction;
  /** One a group. */
  readonly groups: readonly GroupMetric[];
  /** Which group's mean is the best one; null where none has it, or two are alike. */
  readonly best: number | null;
};

/** Answer of `GET /api/fettle/1/runs/compare`. */
export type RunComparison = {
  readonly runs: readonly Pick<RunRow, "id" | "name" | "experiment" | "status" | "startedAt">[];
  /** What differs comes first. */
  readonly rows: readonly CompareRow[];
  readonly groups: readonly ComparedGroup[];
  readonly metrics: readonly ComparedMetric[];
};

/** Answer of `GET /api/fettle/1/runs/compare/code`. */
export type CodeDiff = CommitDiff & {
  /** What each run's work tree had that its commit lacks; null where it was clean or nothing was recorded. */
  readonly patches: readonly (string | null)[];
};
