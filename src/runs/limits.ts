import { posix } from "node:path";
import { invalid } from "#ground/mlflow";

/** What MLflow allows; its clients rely on these numbers. All count characters, not UTF-16 units, as Python does. */
const KEY_MAX = 250;
const RUN_NAME_MAX = 1000;
const PARAM_MAX = 6000;
const TAG_MAX = 8000;
const EXPERIMENT_NAME_MAX = 500;
const EXPERIMENT_TAG_MAX = 5000;
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
  if (parts.some((part) => part === "" || part === "." || part === ".."))
    return `Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to '${posix.normalize(key).replace(/(?<=.)\/$/, "")}'`;
  return undefined;
}

/** Refuses a run's id that no run can have. */
export function checkRunId(id: string): void {
  if (!RUN_ID.test(id)) throw invalid(id, "run_id", "expected letters, digits, _ and -");
}

/** Refuses a run's name that no list could show. */
export function checkName(name: string | undefined): void {
  if (name !== undefined) checkText(name, "run_name", RUN_NAME_MAX);
}

/** Refuses a name that no experiment can have. */
export function checkExperimentName(name: string, where: string): void {
  checkText(name, where, EXPERIMENT_NAME_MAX);
}

/** Refuses a tag that no experiment can have: here MLflow cuts nothing. */
export function checkExperimentTag(key: string, value: string): void {
  checkKey(key, "key");
  if (isLonger(value, EXPERIMENT_TAG_MAX))
    throw invalid(start(value), "value", tooLong(EXPERIMENT_TAG_MAX));
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
  const most = DATASET_MAX[fact];
  if (isLonger(value, most)) throw invalid(start(value), fact, tooLong(most));
}

/** Refuses a tag of a run's input that is too long. */
export function checkInputTag(key: string, value: string): void {
  if (isLonger(key, INPUT_TAG_KEY_MAX))
    throw invalid(start(key), "key", tooLong(INPUT_TAG_KEY_MAX));
  if (isLonger(value, INPUT_TAG_MAX)) throw invalid(start(value), "value", tooLong(INPUT_TAG_MAX));
}

/** A parameter's value as it is kept: cut at MLflow's limit, as its server does. */
export function paramValue(value: string): string {
  return cut(value, PARAM_MAX).toWellFormed();
}

/** A tag's value as it is kept: cut at MLflow's limit, as its server does. */
export function tagValue(value: string): string {
  return cut(value, TAG_MAX).toWellFormed();
}

function checkText(text: string, name: string, max: number): void {
  if (isLonger(text, max)) throw invalid(start(text), name, tooLong(max));
  // PostgreSQL takes neither, and half a character comes back from a disk as another one.
  if (text.includes("\0") || !text.isWellFormed())
    throw invalid(text.toWellFormed(), name, "a name holds no NUL and no half of a character");
}

function tooLong(max: number): string {
  return `exceeds the maximum length of ${max} characters`;
}

function start(text: string): string {
  return cut(text, 50);
}

function isLonger(text: string, max: number): boolean {
  return text.length > max && cut(text, max).length < text.length;
}

/** The first `max` characters. Half a surrogate pair would come back from the disk as another text. */
function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  let at = 0;
  for (let i = 0; i < max && at < text.length; i += 1)
    at += (text.codePointAt(at) as number) > 0xffff ? 2 : 1;
  return text.slice(0, at);
}
