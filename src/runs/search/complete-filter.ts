import { FettleError } from "#ground/errors";
import { kindOf, PARTS, parseAll, parseSearch, Scanner, type Want } from "#ground/search";
import type { ServerContext } from "#ground/server";
import { settle } from "../metrics/index.ts";
import type { RunCompletion } from "../model.ts";
import type { Settled } from "../store/settled.ts";
import type { CompleteQuery } from "./api.ts";
import { RUNS } from "./grammar.ts";
import { fewRuns } from "./store/search-runs.ts";
import { selectValues } from "./store/select-columns.ts";
import { selectKeys } from "./store/select-keys.ts";

type Suggestion = RunCompletion["suggestions"][number];

const MAX = 50;
const KEY_PREFIXES = ["metrics", "params", "tags", ...Object.keys(PARTS)];
const FIRST: readonly Suggestion[] = [
  ...KEY_PREFIXES.slice(0, 3).map((prefix) => ({ text: `${prefix}.`, kind: "key" as const })),
  ...["best.", "min.", "max."].map((text) => ({ text, kind: "key" as const, note: "of a metric" })),
  ...[
    "status",
    "run_name",
    "user",
    "start_time",
    "duration",
    "experiment",
    "commit",
    "branch",
    "end_time",
    "dataset.name",
    "run_id",
  ].map((text) => ({ text, kind: "key" as const })),
  { text: "has:", kind: "keyword", note: "has the key" },
  { text: "NOT ", kind: "keyword" },
];
const JOINERS: readonly Suggestion[] = ["AND ", "OR "].map((text) => ({ text, kind: "keyword" }));
const STATUSES = ["RUNNING", "FINISHED", "FAILED", "KILLED", "SCHEDULED", "LOST"];
const TIMES: readonly Suggestion[] = [
  { text: "-1h", kind: "value", note: "an hour ago" },
  { text: "-1d", kind: "value", note: "a day ago" },
  { text: "-7d", kind: "value", note: "a week ago" },
  { text: "today", kind: "value", note: "since midnight, UTC" },
];

/** A name that may go on, with a key whose quote may be open. */
const NAME = /^(?:has:)?(?:[^\s()'"`,;<>=!~]+|\w+\.(?:`[^`]*|"[^"]*))$/i;

/** What could stand at the cursor: keys and values that the project has seen, comparators, AND and OR. */
export async function completeFilter(
  context: ServerContext,
  query: CompleteQuery,
): Promise<RunCompletion> {
  const now = context.clock.now();
  const to = Math.min(query.at ?? query.text.length, query.text.length);
  const before = query.text.slice(0, to);
  const want = wanted(before, now);
  const typed = before.slice(want.from);
  const found = await suggest(context, query.project, want, typed);
  const suggestions = found
    .filter(({ text }) => text !== typed && begins(text, typed))
    .slice(0, MAX);
  return { from: want.from, to, suggestions, problem: problemOf(query.text, now) };
}

/** What the parser looked for last, in the text up to the cursor. */
function wanted(text: string, now: number): Want {
  const scanner = new Scanner(text);
  try {
    parseAll(scanner, RUNS, now);
  } catch (error) {
    if (!(error instanceof FettleError)) throw error;
  }
  // Right behind a word it is still the word that is typed.
  const { term, want } = scanner;
  const last = text.slice(term);
  if (NAME.test(last)) return { what: "term", from: term };
  const name = last.trimEnd();
  const known = Object.hasOwn(RUNS.attributes, name) ? RUNS.attributes[name] : undefined;
  if (known === undefined || want.what !== "joiner") return want;
  return { ...want, what: "comparator", field: { target: "attribute", key: known.key } };
}

function problemOf(text: string, now: number): RunCompletion["problem"] {
  try {
    parseSearch(text, RUNS, now);
    return undefined;
  } catch (error) {
    if (!(error instanceof FettleError)) throw error;
    const { problem, at } = error.facts;
    return { at: Number(at ?? 1) - 1, message: String(problem ?? error.message) };
  }
}

async function suggest(
  context: ServerContext,
  project: string | undefined,
  want: Want,
  typed: string,
): Promise<readonly Suggestion[]> {
  if (want.what === "comparator") return comparators(want);
  if (want.what === "value") return values(context, want, typed);
  if (want.what === "joiner") return JOINERS;
  const found = await keys(context, project, typed);
  // A word behind a condition may become AND or OR.
  return want.from === 0 || typed === "" ? found : [...found, ...JOINERS];
}

async function keys(
  context: ServerContext,
  project: string | undefined,
  typed: string,
): Promise<readonly Suggestion[]> {
  const has = /^has:/i.exec(typed)?.[0] ?? "";
  const name = typed.slice(has.length);
  const prefix = /^(\w+)\./.exec(name)?.[1];
  if (prefix === undefined)
    return has === "" ? FIRST : FIRST.map((one) => ({ ...one, text: has + one.text }));
  const target = prefix in PARTS ? "metric" : RUNS.prefixes[prefix];
  if (target === "dataset")
    return ["name", "digest", "context"].map((key) => ({
      text: `${has}${prefix}.${key}`,
      kind: "key",
    }));
  if (target !== "metric" && target !== "param" && target !== "tag") return [];
  const database = await settle(context);
  const reader: Settled = (await fewRuns(database)) ? database : database.aside;
  const kind = target === "metric" ? "metrics" : target === "param" ? "params" : "tags";
  const found = await selectKeys(reader, kind, project);
  return found.map((key) => ({ text: `${has}${prefix}.${plainKey(key)}`, kind: "key" }));
}

/** A key as it must be typed. */
function plainKey(key: string): string {
  if (!/[\s()'"`,;<>=!~]/.test(key)) return key;
  return key.includes("`") ? `"${key}"` : `\`${key}\``;
}

function comparators(want: Want): Suggestion[] {
  const kind = want.field === undefined ? "text" : kindOf(RUNS, want.field);
  const signs = kind === "text" ? ["=", "!=", "~", "!~"] : ["=", "!=", "<", "<=", ">", ">="];
  const words = kind === "text" ? ["LIKE", "ILIKE", "IN", "NOT IN"] : [];
  return [...signs, ...words, "IS NULL", "IS NOT NULL"].map((text) => ({
    text: `${text} `,
    kind: "comparator",
    ...(text === "~" ? { note: "fits a regular expression" } : {}),
  }));
}

async function values(
  context: ServerContext,
  want: Want,
  typed: string,
): Promise<readonly Suggestion[]> {
  const { field } = want;
  if (field === undefined) return [];
  const kind = kindOf(RUNS, field);
  if (kind === "time") return TIMES;
  if (kind === "duration")
    return ["1min", "1h", "1d"].map((text) => ({ text, kind: "value" as const }));
  if (kind === "number") return [];
  const start = typed.replace(/^['"]/, "");
  if (field.key === "status") return STATUSES.map(quoted);
  const { database } = context;
  const reader = (await fewRuns(database)) ? database : database.aside;
  return (await selectValues(reader, field, start, MAX)).map(quoted);
}

/** A value as it must be typed; one with both quotes can't be. */
function quoted(value: string): Suggestion {
  return { text: value.includes("'") ? `"${value}"` : `'${value}'`, kind: "value" };
}

function begins(text: string, typed: string): boolean {
  const plain = (one: string) => one.toLowerCase().replace(/['"`]/g, "");
  return plain(text).startsWith(plain(typed));
}
