import type { Evidence, Found } from "./found.ts";

/** The reply has at most so many words. */
export function maxWords(most: number, evidence: Evidence): Found {
  const words = evidence.messages
    .join(" ")
    .split(/\s+/)
    .filter((word) => word !== "").length;
  return {
    pass: words <= most,
    expected: `at most ${most} words`,
    actual: `${words} words`,
  };
}
