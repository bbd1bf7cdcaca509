/** The chance of `successes` or more in `trials` tosses that each succeed with chance `p` (between 0 and 1). Sums in logs. */
export function binomialAtLeast(successes: number, trials: number, p: number): number {
  if (successes <= 0) return 1;
  let log = trials * Math.log(p);
  let tail = 0;
  for (let k = trials; k >= successes; k -= 1) {
    tail += Math.exp(log);
    log += Math.log(k / (trials - k + 1)) + Math.log((1 - p) / p);
  }
  return Math.min(1, tail);
}
