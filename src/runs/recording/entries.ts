import { fail } from "#ground/errors";
import { RECORDING_ERRORS } from "./errors.ts";
import type { Entry } from "./run-buffer.ts";

/** A metric as log-batch takes it; RUNS_LOGGED_INVALID for what is no number, as a typing mistake of a script without types. */
export function metricEntry(key: string, value: unknown, step: unknown, timestamp: number): Entry {
  if (typeof value !== "number") throw invalid("metric", key, value, "a number");
  if (typeof step !== "number" || !Number.isInteger(step))
    throw invalid("the step of metric", key, step, "a whole number");
  checkKey("metric", key);
  const wire = Number.isFinite(value) ? value : String(value);
  return { kind: "metrics", item: { key, value: wire, timestamp, step } };
}

/** A parameter or a tag as log-batch takes it. */
export function pairEntry(kind: "params" | "tags", key: string, value: unknown): Entry {
  const what = kind === "params" ? "parameter" : "tag";
  checkKey(what, key);
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean")
    throw invalid(what, key, value, "text, a number, true or false");
  return { kind, item: { key, value: String(value) } };
}

function checkKey(what: string, key: unknown): void {
  if (typeof key !== "string" || key === "")
    throw invalid(`the name of a ${what}`, String(key), key, "text that is not empty");
}

function invalid(what: string, key: string, value: unknown, expected: string): Error {
  const shown = typeof value === "string" ? JSON.stringify(value) : String(value);
  return fail(RECORDING_ERRORS, "RUNS_LOGGED_INVALID", { what, key, value: shown, expected });
}
