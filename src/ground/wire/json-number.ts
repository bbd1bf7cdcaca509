/** What JSON has no number for travels as these words, as MLflow's protocol (protobuf's JSON) spells them. */
export const NOT_FINITE = ["NaN", "Infinity", "-Infinity"] as const;

/** A number as JSON carries it, NaN and the infinities too; `Number(...)` reads it. */
export type JsonNumber = number | (typeof NOT_FINITE)[number];

/** A number as JSON can carry it. */
export function jsonNumber(value: number): JsonNumber {
  if (Number.isFinite(value)) return value;
  if (Number.isNaN(value)) return "NaN";
  return value > 0 ? "Infinity" : "-Infinity";
}

/** A number that JSON carried. */
export function isJsonNumber(given: unknown): given is JsonNumber {
  return typeof given === "number" || NOT_FINITE.some((word) => word === given);
}
