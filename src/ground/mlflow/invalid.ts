import { fail } from "#ground/errors";
import { MLFLOW_ERRORS } from "./errors.ts";

/** Refuses a list that would make a statement too large for the database. */
export function checkLength(list: readonly unknown[] | string, max: number, name: string): void {
  if (list.length > max)
    throw invalid(`${list.length} of them`, name, `at most ${max} are allowed`);
}

/** The error for a value that does not fit, in the words that MLflow's clients know. */
export function invalid(value: unknown, name: string, problem: string): Error {
  return invalidText(compact(value), name, problem);
}

/** As `invalid`, of a value that is text of JSON already. */
export function invalidText(value: string, name: string, problem: string): Error {
  return fail(MLFLOW_ERRORS, "VALUE_INVALID", {
    problem: `Invalid value ${value.slice(0, 500)} for parameter '${name}' supplied: ${problem}`,
  });
}

/** Compact JSON with sorted keys. */
function compact(value: unknown): string {
  const text = JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
  return text ?? "undefined";
}
