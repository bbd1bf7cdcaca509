export type McNemar = {
  /** Two-sided exact p: the chance of a split at least this uneven, were each change a coin toss. Never too small. */
  readonly exact: number;
  /** Two-sided mid-p: half the weight of the observed split. Less cautious (Fagerland, Lydersen, Laake 2013). */
  readonly midP: number;
};

/**
 * McNemar's test on the cases that changed: `broken` one way, `fixed` the other. Without a change both are 1.
 * Sums in logs: 2^(b+c) leaves the integers a number holds at 53 changes, and 64 bits at 63.
 */
export function mcnemar(broken: number, fixed: number): McNemar {
  const changes = broken + fixed;
  const smaller = Math.min(broken, fixed);
  if (changes === 0) return { exact: 1, midP: 1 };
  let log = -changes * Math.LN2;
  let tail = 0;
  for (let k = 0; k < smaller; k += 1) {
    tail += Math.exp(log);
    log += Math.log((changes - k) / (k + 1));
  }
  const observed = Math.exp(log);
  // An even split is the middle of the distribution: doubling its tail would count it twice.
  if (broken === fixed) return { exact: 1, midP: 1 - observed / 2 };
  return {
    exact: Math.min(1, 2 * (tail + observed)),
    midP: Math.min(1, 2 * tail + observed),
  };
}
