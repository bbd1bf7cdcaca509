import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { fail, GROUND_ERRORS } from "#ground/errors";
import { readText } from "#ground/files";
import { type FoundStore, findStore } from "#ground/store";
import { plainProblem } from "#ground/words";
import { checkYaml } from "./check-yaml.ts";
import { joinSections } from "./join-sections.ts";
import type { Project, Section } from "./project.ts";
import { knownKeys } from "./schema-at.ts";

export type LoadOptions = {
  /** The folder to search from, upwards. */
  readonly cwd: string;
  readonly sections: readonly Section<unknown>[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `--store`, where given. */
  readonly store?: string | undefined;
};

const FILE = "fettle.yaml";
const LOCAL = "fettle.local.yaml";
const REFERENCE = "docs/reference/config.md lists every key";

/** The nearest folder, from `cwd` upwards, that holds a fettle.yaml. */
export function findProject(cwd: string): string | undefined {
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (existsSync(join(folder, FILE))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

/**
 * Reads a project: fettle.yaml < fettle.local.yaml < FETTLE_ variables < flags. CONFIG_INVALID names file, line and
 * key, and the nearest known key; PROJECT_NOT_FOUND when there is no fettle.yaml.
 */
export function loadProject(options: LoadOptions): Project {
  const root = findProject(options.cwd);
  if (root === undefined) throw fail(GROUND_ERRORS, "PROJECT_NOT_FOUND", { folder: options.cwd });
  const schema = joined(options.sections);
  const sources = [readSource(join(root, FILE), schema)];
  if (existsSync(join(root, LOCAL))) sources.push(readSource(join(root, LOCAL), schema));
  const env = readEnvironment(options.env, options.sections);
  const merged = [...sources, env].reduce<Tree>((all, one) => merge(all, one), {});
  const result = schema.safeParse(merged);
  // Each file was fine by itself, so it is a variable.
  if (!result.success) throw invalidVariable(result.error.issues[0], options.env);
  const values = Object.freeze(result.data) as Tree;
  const named = options.store ?? (values["store"] as string | undefined);
  const store: FoundStore =
    named === undefined ? findStore(root) : { folder: resolve(root, named) };
  const server = values["server"] as string | undefined;
  return Object.freeze({
    name: (values["project"] as string | undefined) ?? basename(root),
    root,
    file: join(root, FILE),
    store: store.folder,
    found: store,
    serverUrl: server?.replace(/\/+$/, ""),
    settings: <T>(section: Section<T>): T => values[section.name] as T,
  });
}

type Tree = { [key: string]: unknown };

/** The whole of fettle.yaml as one schema. */
function joined(sections: readonly Section<unknown>[]): z.ZodObject {
  return joinSections(sections, {
    project: z
      .string()
      .regex(/^[\w][\w.-]*$/, "expected letters, digits, dot, dash or underscore")
      .optional()
      .describe("The project's name; by default the folder's."),
    store: z
      .string()
      .optional()
      .describe("Where the records are kept; by default beside git's own."),
    server: z
      .url({
        protocol: /^https?$/,
        error: "expected an address such as https://fettle.example.org",
      })
      .optional()
      .describe(
        "A team's server, instead of one on this machine. MLFLOW_TRACKING_TOKEN goes there only where MLFLOW_TRACKING_URI or FETTLE_SERVER names the same address.",
      ),
  });
}

/** The JSON Schema of fettle.yaml, for editors. It stands here, so that the bundle needs no chunk more to read settings. */
export function configSchema(sections: readonly Section<unknown>[]): object {
  return {
    ...z.toJSONSchema(joined(sections), { io: "input", unrepresentable: "any" }),
    title: "fettle.yaml",
  };
}

/** One file, checked by itself, so that a problem is told with its line. */
function readSource(file: string, schema: z.ZodObject): Tree {
  const text = readText(file);
  return checkYaml(text, schema, { file, reference: REFERENCE }).tree as Tree;
}

function invalidVariable(issue: z.core.$ZodIssue | undefined, env: LoadOptions["env"]): Error {
  const name = `FETTLE_${(issue?.path ?? []).map((key) => snake(String(key))).join("_")}`;
  const problem = plainProblem(issue?.message ?? "does not fit");
  const value = JSON.stringify(env[name] ?? "");
  const given = problem.includes(value) ? "" : `; got ${value}`;
  return fail(GROUND_ERRORS, "CONFIG_INVALID", {
    file: name,
    line: undefined,
    problem: `${problem}${given}`,
    fix: REFERENCE,
  });
}

/** `FETTLE_STORE`, `FETTLE_DIALOGUES_TIMEOUT`: read as YAML scalars. Names that no section has are left alone. */
function readEnvironment(env: LoadOptions["env"], sections: readonly Section<unknown>[]): Tree {
  const tree: Tree = {};
  for (const key of ["project", "store", "server"]) {
    const value = env[`FETTLE_${key.toUpperCase()}`];
    if (value !== undefined && value !== "") tree[key] = value;
  }
  for (const section of sections) {
    const prefix = `FETTLE_${section.name.toUpperCase()}_`;
    for (const [name, value] of Object.entries(env)) {
      if (!name.startsWith(prefix) || value === undefined || value === "") continue;
      const keys = knownKeys(section.schema, []);
      const key = keys.find((k) => snake(k) === name.slice(prefix.length));
      if (key !== undefined)
        tree[section.name] = { ...(tree[section.name] as Tree | undefined), [key]: parse(value) };
    }
  }
  return tree;
}

function snake(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

function merge(under: Tree, over: Tree): Tree {
  const result: Tree = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = result[key];
    result[key] = isTree(below) && isTree(value) ? merge(below, value) : value;
  }
  return result;
}

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
