import type { CaseResult, Outcome } from "#dialogues";

/** What became of one case between the champion and the candidate. */
export type CaseChange = "fixed" | "broken" | "same-pass" | "same-fail" | "flaky" | "error";

/** May the candidate replace the champion? */
export type Verdict = "promote" | "reject" | "inconclusive";

/** One case in both arms, with everything that was said. */
export type CaseComparison = {
  readonly id: string;
  readonly dialogue: string;
  readonly change: CaseChange;
  readonly mustPass: boolean;
  /** Index of the first turn whose messages, route or checks differ; null where none does. */
  readonly firstDivergence: number | null;
  readonly champion: CaseResult;
  /** How the champion's second run ended; where it differs from the first, the case is flaky. */
  readonly championAgain: Outcome;
  readonly candidate: CaseResult;
};

/** How many cases changed, and how. The five add up to `total`. */
export type ComparisonCounts = {
  readonly total: number;
  readonly fixed: number;
  readonly broken: number;
  readonly same: number;
  readonly flaky: number;
  readonly errors: number;
};

export type ComparisonStatistics = {
  /** Two-sided exact p of McNemar's test on the broken and fixed cases. */
  readonly mcnemarP: number;
  /** Tango's one-sided 95 % lower bound of the change in the share of cases that pass: -0.12 is "12 points worse". */
  readonly tangoLower: number;
  /** The change itself: (fixed - broken) / cases compared. */
  readonly difference: number;
};

/** A metric of the runs behind the two versions; null where a run has not recorded it. */
export type MetricPair = {
  readonly key: string;
  readonly champion: number | null;
  readonly candidate: number | null;
};

/** Champion and candidate, paired case by case, with the verdict and why. */
export type Comparison = {
  readonly id: string;
  readonly project: string;
  readonly model: string;
  /** The champion's version; null where the model has no champion yet. */
  readonly champion: number | null;
  readonly candidate: number;
  readonly createdAt: number;
  /** Hash of the cases that ran; the same in all three reports. */
  readonly suite: string;
  readonly verdict: Verdict;
  /** Whole sentences, the deciding one first. */
  readonly reasons: readonly string[];
  readonly counts: ComparisonCounts;
  readonly statistics: ComparisonStatistics;
  readonly metrics: readonly MetricPair[];
  readonly cases: readonly CaseComparison[];
  readonly reports: {
    readonly champion: string;
    readonly championAgain: string;
    readonly candidate: string;
  };
};

/** A comparison as lists show it. */
export type ComparisonRow = Omit<Comparison, "cases">;

/** A move of the alias `champion`: what the gate said, and what a person did with it. */
export type Decision = {
  readonly id: string;
  readonly project: string;
  readonly model: string;
  /** The champion before; null for the first one. */
  readonly from: number | null;
  readonly to: number;
  /** `first`: there was no champion to compare with; `none`: overridden without a comparison. */
  readonly verdict: Verdict | "first" | "none";
  readonly comparisonId: string | null;
  /** The gate did not say promote, and the person went on, giving a reason. */
  readonly override: boolean;
  readonly reason: string;
  readonly user: string;
  readonly at: number;
};
