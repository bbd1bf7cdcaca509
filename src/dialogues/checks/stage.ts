import type { Evidence, Found } from "./found.ts";

/** This stage of the pipeline decided the reply. */
export function stage(wanted: string, evidence: Evidence): Found {
  return {
    pass: evidence.answeredBy === wanted,
    expected: `answered by ${wanted}`,
    actual:
      evidence.answeredBy === undefined
        ? "no stage told that it answered"
        : `answered by ${evidence.answeredBy}`,
  };
}
