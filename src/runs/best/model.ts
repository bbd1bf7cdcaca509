import type { Direction, Directions } from "../model.ts";

/** Words in the name of a metric that is better when it is lower. */
const LOWER =
  /^(loss(es)?|errors?|err|mse|rmse|msle|rmsle|mae|mape|smape|nll|perplexity|ppl|wer|cer|ter|fid|brier|ece|regret|cost|price|time|latency|duration|elapsed|seconds?|secs?|ms|millis|minutes|hours|memory|mem|bytes|size|fpr|fnr|fdr|eer|divergence|kl|distance|entropy|deviation|variance|std|residuals?|penalty|misses|failures?|failed|broken|timeouts?|retries|overfit(ting)?|gap|bits|bpc|bpb)$/;

/**
 * Which value of a metric is its best: what was chosen for it, else by the words of its name - `val_loss`, `rmse` and
 * `latencyMs` are better lower, all others higher, and so is what is negated as scikit-learn does (`neg_log_loss`).
 */
export function directionOf(metric: string, { chosen }: Directions): Direction {
  if (Object.hasOwn(chosen, metric)) return chosen[metric] as Direction;
  const words = metric
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  if (words.includes("neg")) return "higher";
  return words.some((word) => LOWER.test(word)) ? "lower" : "higher";
}
