import { fail } from "#ground/errors";
import { ERRORS } from "./errors.ts";

/** What MLflow allows; its clients rely on these numbers. */
const KEY_MAX = 250;
const NAME_MAX = 1000;
const PARAM_MAX = 6000;
const TAG_MAX = 8000;
const KEY = /^[/\w.\- :\p{L}\p{N}\p{M}]+$/u;

/** Refuses a key of a metric, parameter or tag that MLflow's clients could not have meant; `name` says where it stood. */
export function checkKey(key: string, name: string): void {
  const problem = keyProblem(key);
  if (problem !== undefined) throw invalid(key, name, problem);
}

function keyProblem(key: string): string | undefined {
  if (key.length > KEY_MAX)
    return `exceeds the maximum length of ${KEY_MAX} characters (it has ${key.length})`;
  if (!KEY.test(key))
    return "Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).";
  const parts = key.split("/");
  if (parts.some((part) => part === "" || part === "." || part === ".."))
    return "Names may be treated as files in certain cases, and must not resolve to other names when treated as such.";
  return undefined;
}

/** Refuses a run's name that no list could show. */
export function checkName(name: string | undefined): void {
  if (name !== undefined && name.length > NAME_MAX)
    throw invalid(
      name.slice(0, 50),
      "run_name",
      `exceeds the maximum length of ${NAME_MAX} characters`,
    );
}

/** A parameter's value as it is kept: cut at MLflow's limit, as its server does. */
export function paramValue(value: string): string {
  return kept(value, PARAM_MAX);
}

/** A tag's value as it is kept: cut at MLflow's limit, as its server does. */
export function tagValue(value: string): string {
  return kept(value, TAG_MAX);
}

/** Half a surrogate pair would come back from the disk as another text, and look like a changed value. */
function kept(value: string, max: number): string {
  return (value.length > max ? value.slice(0, max) : value).toWellFormed();
}

/** Refuses a list that would make a statement too large for the database. */
export function checkLength(list: readonly unknown[] | string, max: number, name: string): void {
  if (list.length > max)
    throw invalid(`${list.length} of them`, name, `at most ${max} are allowed`);
}

/** The error for a value that does not fit, in the words that MLflow's clients know. */
export function invalid(value: unknown, name: string, problem: string): Error {
  return fail(ERRORS, "RUNS_VALUE_INVALID", {
    problem: `Invalid value ${compact(value)} for parameter '${name}' supplied: ${problem}`,
  });
}

/** Compact JSON with sorted keys, cut where it is long. */
function compact(value: unknown): string {
  const text = JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
  return (text ?? "undefined").slice(0, 500);
}
