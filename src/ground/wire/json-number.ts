/** What JSON has no number for travels as these words, as MLflow's protocol (protobuf's JSON) spells them. */
export const NOT_FINITE = ["NaN", "Infinity", "-Infinity"] as const;

/** A number as JSON carries it, NaN and the infinities too; `Number(...)` reads it. */
export type JsonNumber = number | (typeof NOT_FINITE)[number];

/**
 * The largest number stands for infinity: MLflow's database keeps one so and answers it so, and so did stores of Fettle
 * up to 0.1. No measurement is ever this number, so whoever reads it reads an infinity.
 */
export const LARGEST = Number.MAX_VALUE;

/** Whether a number is an infinity, or what stands for one. */
export function isInfinite(value: number): boolean {
  return value >= LARGEST || value <= -LARGEST;
}

/** A number as it was meant: what stands for an infinity is one. */
export function meantNumber(value: number): number {
  if (value >= LARGEST) return Number.POSITIVE_INFINITY;
  return value <= -LARGEST ? Number.NEGATIVE_INFINITY : value;
}

/** A number as JSON can carry it. */
export function jsonNumber(value: number): JsonNumber {
  if (Number.isNaN(value)) return "NaN";
  if (!isInfinite(value)) return value;
  return value > 0 ? "Infinity" : "-Infinity";
}

/** A number as MLflow 3.17.2 answers it: NaN as a word, an infinity as the largest number of its sign. */
export function mlflowNumber(value: number): number | "NaN" {
  if (Number.isNaN(value)) return "NaN";
  return Math.min(LARGEST, Math.max(-LARGEST, value));
}

/** A number that JSON carried. */
export function isJsonNumber(given: unknown): given is JsonNumber {
  return typeof given === "number" || NOT_FINITE.some((word) => word === given);
}
