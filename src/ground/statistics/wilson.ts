import { normalQuantile } from "./normal.ts";
import type { Interval } from "./paired.ts";

/** Wilson's score interval for a share: `passes` of `n` (Wilson 1927). Without cases it is everything. */
export function wilsonInterval(passes: number, n: number, confidence = 0.95): Interval {
  if (n === 0) return { estimate: 0, lower: 0, upper: 1 };
  const z = normalQuantile(1 - (1 - confidence) / 2);
  const p = passes / n;
  const centre = p + (z * z) / (2 * n);
  const spread = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  return {
    estimate: p,
    // Rounding must not push a limit past the edge or past the estimate.
    lower: passes === 0 ? 0 : Math.max(0, Math.min(p, (centre - spread) / scale)),
    upper: passes === n ? 1 : Math.min(1, Math.max(p, (centre + spread) / scale)),
  };
}
