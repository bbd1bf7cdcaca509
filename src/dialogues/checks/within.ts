import { duration } from "#ground/words";
import type { Evidence, Found } from "./found.ts";

/** The answer came in time. */
export function within(mostMs: number, evidence: Evidence): Found {
  return {
    pass: evidence.ms <= mostMs,
    expected: `answers within ${duration(mostMs)}`,
    actual: `answered in ${duration(evidence.ms)}`,
  };
}
