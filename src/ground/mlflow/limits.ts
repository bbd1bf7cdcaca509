import { posix } from "node:path";
import { invalid } from "./invalid.ts";
import { checkText, checkTextLength, cutText, isLonger, tooLong } from "./text-length.ts";

/** What MLflow allows; its clients rely on these numbers. All count characters, not UTF-16 units, as Python does. */
const KEY_MAX = 250;
const RUN_NAME_MAX = 1000;
const PARAM_MAX = 6000;
const TAG_MAX = 8000;
const EXPERIMENT_NAME_MAX = 500;
const EXPERIMENT_TAG_MAX = 20_000;
const MODEL_NAME_MAX = 500;
const MODEL_KEY_MAX = 500;
const DATASET_MAX = {
  name: 500,
  digest: 36,
  source_type: 36,
  source: 65_535,
  schema: 1_048_575,
  profile: 16_777_215,
};
const INPUT_TAG_KEY_MAX = 255;
const INPUT_TAG_MAX = 500;
/** `\w` as Python reads it: letters and numbers of every script, and `_`; no combining marks, which follow a letter. */
const KEY = /^[/\p{L}\p{N}_.\- :]+$/u;
const RUN_ID = /^[A-Za-z0-9][\p{L}\p{N}_-]{0,255}$/u;

/** Keys that were found good: a metric is logged a thousand times under one key. */
const good = new Set<string>();
const GOOD_MAX = 10_000;

/** Refuses a key of a metric, parameter or tag that MLflow's clients could not have meant; `name` says where it stood. */
export function checkKey(key: string, name: string): void {
  if (good.has(key)) return;
  const problem = keyProblem(key);
  if (problem !== undefined) throw invalid(key, name, problem);
  if (good.size >= GOOD_MAX) good.clear();
  good.add(key);
}

/** Whether a key is known to be one that `checkKey` lets through. */
export function isGoodKey(key: string): boolean {
  return good.has(key);
}

function keyProblem(key: string): string | undefined {
  if (isLonger(key, KEY_MAX)) return tooLong(KEY_MAX);
  if (!KEY.test(key))
    return "Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).";
  const parts = key.split("/");
  if (key.startsWith("..") || parts.some((part) => part === "" || part === "." || part === ".."))
    return `Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to '${posix.normalize(key).replace(/(?<=.)\/$/, "")}'`;
  return undefined;
}

/** Refuses a run's id that no run can have. */
export function checkRunId(id: string): void {
  if (!RUN_ID.test(id)) throw invalid(id, "run_id", "expected letters, digits, _ and -");
}

/** Refuses a run's name that no list could show. */
export function checkRunName(name: string | undefined): void {
  if (name !== undefined) checkText(name, "run_name", RUN_NAME_MAX);
}

/** Refuses a name that no experiment can have. */
export function checkExperimentName(name: string, where: string): void {
  checkText(name, where, EXPERIMENT_NAME_MAX);
}

/** Refuses a tag that no experiment can have: here MLflow cuts nothing. */
export function checkExperimentTag(key: string, value: string): void {
  checkKey(key, "key");
  checkTextLength(value, "value", EXPERIMENT_TAG_MAX);
}

/** Refuses a name that no logged model can have. */
export function checkModelName(name: string): void {
  checkText(name, "name", MODEL_NAME_MAX);
  if (/[/:.%"']/.test(name))
    throw invalid(
      name,
      "name",
      `Invalid model name (${name}) provided. Model name must be a non-empty string and cannot contain the following characters: / : . % " '`,
    );
}

/** Refuses a key of a logged model's parameter or tag; MLflow allows all characters here. */
export function checkModelKey(key: string, name: string): void {
  checkText(key, name, MODEL_KEY_MAX);
}

/** Refuses a data set's fact that is too long. */
export function checkDatasetFact(fact: keyof typeof DATASET_MAX, value: string): void {
  checkTextLength(value, fact, DATASET_MAX[fact]);
}

/** Refuses a tag of a run's input that is too long. */
export function checkInputTag(key: string, value: string): void {
  checkTextLength(key, "key", INPUT_TAG_KEY_MAX);
  checkTextLength(value, "value", INPUT_TAG_MAX);
}

/** A parameter's value as it is kept: cut at MLflow's limit, as its server does. */
export function paramValue(value: string): string {
  return cutText(value, PARAM_MAX).toWellFormed();
}

/** A tag's value as it is kept: cut at MLflow's limit, as its server does. */
export function tagValue(value: string): string {
  return cutText(value, TAG_MAX).toWellFormed();
}
