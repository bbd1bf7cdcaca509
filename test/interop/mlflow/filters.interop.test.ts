import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { type Grammar, parseOrderBy, parseSearch, type SearchTree } from "#ground/search";
import { MODEL_VERSIONS, REGISTERED_MODELS } from "../../../src/models/search/grammar.ts";
import { EXPERIMENTS, LOGGED_MODELS, RUNS } from "../../../src/runs/search/index.ts";
import { type Asked, filterCorpus } from "./filter-corpus.ts";

const HERE = import.meta.dirname;
const PYTHON = join(HERE, "../../../.cache/interop-mlflow/bin/python");
const READY = existsSync(PYTHON);
if (!READY)
  process.stderr.write(
    "SKIPPED: MLflow's filters; `bash test/interop/set-up.sh` makes the Python environment\n",
  );

const SEED = 20261123;
const SIZE = 3000;
const GRAMMARS: Readonly<Record<string, Grammar>> = {
  runs: RUNS,
  experiments: EXPERIMENTS,
  "registered models": REGISTERED_MODELS,
  "model versions": MODEL_VERSIONS,
  "logged models": LOGGED_MODELS,
};

/** Type, key, comparator and value, as MLflow's parser names them. */
type Read = readonly [string, string, string, unknown];
type Said = { readonly read?: readonly Read[]; readonly refused?: string };

describe.skipIf(!READY)("filters and orders, read by MLflow's own parser and by ours", () => {
  const corpus = filterCorpus(SEED, SIZE);
  let said: Said[];

  beforeAll(async () => {
    said = await askReal(corpus);
  });

  test("are more than 2,000, of which the real parser takes more than 1,000", () => {
    expect(corpus.length).toBeGreaterThan(2000);
    expect(said).toHaveLength(corpus.length);
    expect(said.filter(({ read }) => read !== undefined).length).toBeGreaterThan(1000);
    expect(said.filter(({ refused }) => refused !== undefined).length).toBeGreaterThan(500);
  });

  test("mean the same where the real parser takes them", () => {
    const different = corpus.flatMap((asked, i) => {
      const { read } = said[i] as Said;
      if (read === undefined || isAccident(asked, read)) return [];
      const ours = readOurs(asked);
      const same =
        JSON.stringify(ours.read) ===
        JSON.stringify(asked.of === "logged models" ? read.map(oneName) : read);
      return same ? [] : [{ asked, read, ours }];
    });
    expect(different).toEqual([]);
  });

  test("are refused, or are of what ours has beyond it, where the real parser refuses them", () => {
    const unexplained = corpus.flatMap((asked, i) => {
      const { refused } = said[i] as Said;
      if (refused === undefined) return [];
      const ours = readOurs(asked);
      if (ours.read === undefined || beyond(asked, ours) !== undefined) return [];
      return [{ asked, refused, read: ours.read }];
    });
    expect(unexplained).toEqual([]);
  });
});

async function askReal(corpus: readonly Asked[]): Promise<Said[]> {
  const text = await new Promise<string>((resolve, reject) => {
    const child = execFile(
      PYTHON,
      [join(HERE, "parse-filters.py")],
      { maxBuffer: 2 ** 28, env: { PATH: "/usr/bin:/bin", MLFLOW_DISABLE_TELEMETRY: "true" } },
      (error, stdout) => (error === null ? resolve(stdout) : reject(error)),
    );
    child.stdin?.end(corpus.map((asked) => JSON.stringify(asked)).join("\n"));
  });
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Said);
}

/** Two names that logged models have for one thing. */
function oneName([type, key, comparator, value]: Read): Read {
  const names: Readonly<Record<string, string>> = {
    creation_time: "creation_timestamp",
    last_updated_time: "last_updated_timestamp",
  };
  return [type, (type === "attribute" ? names[key] : undefined) ?? key, comparator, value];
}

/**
 * The tokenizer behind MLflow's parser takes two names side by side for a name and its alias, and whatever stands
 * between for a part of the name: a key that nobody wrote in quotes, with spaces in it. Ours doesn't.
 */
function isAccident(asked: Asked, read: readonly Read[]): boolean {
  return read.some(([type, key]) => {
    if (type === "attribute" || !/\s/.test(key)) return false;
    return !["'", '"', "`"].some((quote) => asked.text.includes(quote + key + quote));
  });
}

type Ours = { readonly read?: readonly Read[]; readonly tree?: SearchTree | undefined };

const TYPES: Readonly<Record<string, string>> = { param: "parameter" };
const NEGATED: Readonly<Record<string, string>> = { "=": "!=", "IS NULL": "IS NOT NULL" };

function readOurs(asked: Asked): Ours {
  const grammar = GRAMMARS[asked.of] as Grammar;
  try {
    if (asked.order)
      return {
        read: parseOrderBy([asked.text], grammar).map(({ field, descending }) => [
          TYPES[field.target] ?? field.target,
          field.key,
          descending ? "desc" : "asc",
          null,
        ]),
      };
    const tree = parseSearch(asked.text, grammar, 0);
    const leaves = tree === undefined ? [] : tree.kind === "all" ? tree.of : [tree];
    return {
      tree,
      read: leaves.flatMap((leaf) => (leaf.kind === "all" ? leaf.of : [leaf])).map(readOf),
    };
  } catch (error) {
    expect(error).toMatchObject({ code: "FILTER_INVALID" });
    return {};
  }
}

function readOf(leaf: SearchTree): Read {
  if (leaf.kind !== "compare") return [leaf.kind, "", "", null];
  const { field, comparator, negated, value } = leaf;
  const shown = negated ? (NEGATED[comparator] ?? `NOT ${comparator}`) : comparator;
  return [TYPES[field.target] ?? field.target, field.key, shown, value ?? null];
}

const MLFLOW_ATTRIBUTES: Readonly<Record<string, RegExp>> = {
  runs: /^(run_id|run_name|user_id|status|artifact_uri|start_time|end_time)$/,
  experiments: /^(name|creation_time|last_update_time)$/,
  "registered models": /^name$/,
  "model versions": /^(name|version_number|run_id|source_path)$/,
  "logged models":
    /^(name|model_id|model_type|status|source_run_id|creation_timestamp|last_updated_timestamp)$/,
};

/** What of ours a text uses that MLflow's grammar lacks; docs/guide/search.md lists these. */
function beyond(asked: Asked, ours: Ours): string | undefined {
  const bare = asked.text.replace(/'[^']*'|"[^"]*"|`[^`]*`/g, "''");
  if (bare.trim() === "") return "nothing but space";
  if (asked.order) {
    if (/[-/:]/.test(bare)) return "a key with signs, not in quotes";
    const [, key = "", ,] = ours.read?.[0] ?? [];
    if (/\b(best|min|max|last|count)\.|\bduration\b|run name/.test(asked.text))
      return "a field of ours";
    return /\d|\bin\b/i.test(key) ? "a key that is a number or a keyword" : undefined;
  }
  if (/(^|[^\w\s]|\b(and|or|not))\s*\(/i.test(bare)) return "parentheses";
  if (/\b(best|min|max|last|count)\./.test(bare)) return "a part of a metric";
  if (/<>|==|=~/.test(bare)) return "another way to write a comparator";
  if (/\d[eE]\+\d|\.\d+[eE]/.test(bare)) return "another way to write a number";
  if (/\.[\w.]*[-/:]|\.\d|\.(in|as|case|from|using|values)\b/i.test(bare))
    return "a key with signs, not in quotes";
  return ours.read === undefined
    ? undefined
    : ours.read.map((read) => part(asked, read)).find(Boolean);
}

function part(asked: Asked, [type, key, comparator, value]: Read): string | undefined {
  if (["words", "any", "not"].includes(type)) return type;
  if (/RLIKE|NOT LIKE|NOT ILIKE/.test(comparator)) return "RLIKE, NOT LIKE";
  if (/IN$/.test(comparator)) return "IN for all";
  if (/NULL$/.test(comparator)) return "IS NULL for all";
  if (typeof value === "number" && (type === "parameter" || type === "tag"))
    return "text as a number";
  if (type === "attribute" && !(MLFLOW_ATTRIBUTES[asked.of] as RegExp).test(key))
    return "an attribute of ours";
  if (type === "attribute" && typeof value === "number" && /[a-z-]\d|['"]/i.test(asked.text))
    return "a date or a span";
  if (asked.of !== "runs" && /\b(attributes|attr)\.|[`"]/.test(asked.text))
    return "a name of an attribute that runs alone have in MLflow";
  return undefined;
}
