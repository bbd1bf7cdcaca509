import type { Figure } from "../harness/figure.ts";
import { type Summary, summarise } from "../harness/statistics.ts";

export type Side = "ours" | "theirs";
/** What both builds did, one right after the other. */
export type Pair = Readonly<Record<Side, readonly Figure[]>>;

/** Both medians of a figure, and the ratios within the pairs. */
export type Compared = {
  readonly name: string;
  readonly unit: string;
  readonly better: Figure["better"];
  readonly ours: number;
  readonly theirs: number;
  /** 1 is equal, and more is better for ours, whichever way the figure goes. */
  readonly ratio: Summary;
};

/** Who goes first changes with each pair (A B, B A, ...), so that a machine that drifts favours nobody. */
export function turns(pairs: number): readonly (readonly [Side, Side])[] {
  return Array.from({ length: pairs }, (_, at) =>
    at % 2 === 0 ? (["ours", "theirs"] as const) : (["theirs", "ours"] as const),
  );
}

/**
 * Each figure over all pairs, and after them all figures as one: of each pair the geometric mean of its ratios, so that
 * a figure's size counts for nothing.
 */
export function comparePairs(pairs: readonly Pair[]): {
  readonly figures: readonly Compared[];
  readonly all: Summary;
} {
  const names = pairs[0]?.ours.map(({ name }) => name) ?? [];
  const figures = names.map((name) => compareFigure(name, pairs));
  const all = pairs.map((pair) => {
    const logs = names.map((name) => Math.log(ratioOf(name, pair)));
    return Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length);
  });
  return { figures, all: summarise(all) };
}

function compareFigure(name: string, pairs: readonly Pair[]): Compared {
  const valuesOf = (side: Side): number[] => pairs.map((pair) => find(name, pair, side).value);
  const { unit, better } = find(name, pairs[0], "ours");
  return {
    name,
    unit,
    better,
    ours: summarise(valuesOf("ours")).median,
    theirs: summarise(valuesOf("theirs")).median,
    ratio: summarise(pairs.map((pair) => ratioOf(name, pair))),
  };
}

function ratioOf(name: string, pair: Pair): number {
  const ours = find(name, pair, "ours");
  const theirs = find(name, pair, "theirs");
  if (ours.value === theirs.value) return 1;
  return ours.better === "more" ? ours.value / theirs.value : theirs.value / ours.value;
}

function find(name: string, pair: Pair | undefined, side: Side): Figure {
  const found = pair?.[side].find((figure) => figure.name === name);
  if (found === undefined || !Number.isFinite(found.value))
    throw new Error(`${side} measured no "${name}"`);
  return found;
}
