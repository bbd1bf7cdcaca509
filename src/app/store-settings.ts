import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseDocument } from "yaml";
import type { ZodType } from "zod";
import { artifactsSettings } from "#artifacts";
import { checkYaml, joinSections, type Section, schemaAt } from "#ground/config";
import { fail, GROUND_ERRORS } from "#ground/errors";
import { readText, writeFileWhole } from "#ground/files";
import { createSettings, type StoreSettings } from "#ground/server";
import { movedTogether } from "#ground/store";
import { webhookSettings } from "#ground/webhooks";
import { serverSettings } from "./config.ts";
import { formerWords } from "./former-words.ts";
import { slices } from "./slices.ts";

/** The flags of `fettle server` that its store keeps; as typed. */
export type KeptFlags = {
  readonly artifacts?: string | undefined;
  readonly "artifact-root"?: string | undefined;
  readonly "token-only"?: boolean | undefined;
};

/** What a server is to do with its store. */
export type ReadSettings = {
  readonly settings: StoreSettings;
  /** The folder that holds the artifacts of this server; absolute. */
  readonly artifacts: string;
  /** Whether the token alone lets in. */
  readonly tokenOnly: boolean;
  /** A line for each word of the last release in the file, which says the word of today. */
  readonly told: readonly string[];
};

type Tree = Readonly<Record<string, unknown>>;
/** A word of the last release, and where in the sections its value stands now. */
type OldKey = { readonly old: string; readonly now: readonly string[] };

/** What to write, by section and key. */
type Kept = Readonly<Record<string, Readonly<Record<string, string | boolean>>>>;

const FILE = "settings.yaml";
const REFERENCE = "docs/reference/config.md lists every key";

/** The sections of `settings.yaml`: of each slice that has something to set, of the floor, and of app. */
export async function settingsSections(): Promise<readonly Section<unknown>[]> {
  const own = await Promise.all(slices.flatMap((slice) => slice.settings?.() ?? []));
  return [...own, webhookSettings, serverSettings];
}

/**
 * Reads `settings.yaml` of a store; CONFIG_INVALID names the line. What `fettle server --artifacts`,
 * `--artifact-root` and `--token-only` say is written into it first (relative to `cwd`), so that the next server of the
 * store, which a command may start in the background without any flag, serves the same folders and lets in the same people.
 */
export async function storeSettings(
  store: string,
  flags: KeptFlags,
  cwd: string,
): Promise<ReadSettings> {
  const file = join(store, FILE);
  const sections = await settingsSections();
  const read = () => readTree(file, existsSync(file) ? readText(file) : "", sections);
  // Read first: a file that does not fit is told, not written into.
  let found = read();
  if (keep(file, found, kept(flags, cwd, store))) found = read();
  const settings = createSettings(found.tree);
  return {
    settings,
    artifacts: resolve(store, settings.of(artifactsSettings).folder),
    tokenOnly: settings.of(serverSettings).tokenOnly,
    told: found.olds.map(
      ({ old, now }) => `${FILE} says \`${old}\`, which is \`${now.join(".")}\` now`,
    ),
  };
}

/** Lets the settings of a store say that its artifacts lie in this folder of it, where they say something else. */
export async function keepArtifactsInside(store: string, folder: string): Promise<void> {
  const file = join(store, FILE);
  if (!existsSync(file)) return;
  const found = readTree(file, readText(file), await settingsSections());
  const { folder: now } = createSettings(found.tree).of(artifactsSettings);
  if (resolve(store, now) !== join(store, folder))
    keep(file, found, { [artifactsSettings.name]: { folder } });
}

/** What stands in the file, checked, in the words of today. */
function readTree(
  file: string,
  text: string,
  sections: readonly Section<unknown>[],
): { readonly tree: Tree; readonly olds: readonly OldKey[] } {
  const document = parseDocument(text);
  const given: unknown = document.errors.length === 0 ? document.toJS() : {};
  const olds = oldKeys(isTree(given) ? given : {}, sections);
  // Old keys are checked as such, so that a fault is told by the word that stands in the file.
  const names = new Set(olds.map(({ old }) => old));
  const schema = joinSections(
    sections.filter(({ name }) => !names.has(name)),
    Object.fromEntries(olds.map(({ old, now }) => [old, schemaOf(now, sections)])),
  );
  const tree = checkYaml(text, schema, { file, reference: REFERENCE }).tree as Tree;
  return { tree: inWordsOfToday(tree, olds), olds };
}

/** The words of the last release in the file: `artifacts` is one where a text stands behind it, and a section else. */
function oldKeys(tree: Tree, sections: readonly Section<unknown>[]): readonly OldKey[] {
  const known = new Set(sections.map(({ name }) => name));
  return [...formerWords(slices, "settings")]
    .filter(([old]) => tree[old] !== undefined && !(known.has(old) && isTree(tree[old])))
    .map(([old, now]) => ({ old, now: now.split(".") }));
}

function schemaOf(path: readonly string[], sections: readonly Section<unknown>[]): ZodType {
  const [name, ...keys] = path;
  const section = sections.find((one) => one.name === name);
  const schema = section && schemaAt(section.schema, keys);
  if (schema === undefined) throw new Error(`no setting is called ${path.join(".")}`);
  return schema;
}

/** Old keys moved into their sections; what stands there already goes before. */
function inWordsOfToday(tree: Tree, olds: readonly OldKey[]): Tree {
  const today: Record<string, unknown> = { ...tree };
  for (const { old } of olds) delete today[old];
  for (const { old, now } of olds) {
    const [name = "", key = ""] = now;
    const section = isTree(today[name]) ? today[name] : {};
    today[name] = { [key]: tree[old], ...section };
  }
  return today;
}

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What the flags say; CONFIG_INVALID where that is no root of artifacts. */
function kept(flags: KeptFlags, cwd: string, store: string): Kept {
  const values: Record<string, string> = {};
  const root = flags["artifact-root"];
  if (flags.artifacts !== undefined) {
    const folder = resolve(cwd, flags.artifacts);
    // Relative where it is moved along with the store, which then still finds it.
    values["folder"] = movedTogether(store, folder) ? relative(store, folder) || "." : folder;
  }
  if (root !== undefined) {
    const uri = /^[a-z][a-z0-9+.-]*:/i.test(root) ? root : pathToFileURL(resolve(cwd, root)).href;
    const wrong = schemaAt(artifactsSettings.schema, ["root"])?.safeParse(uri).error?.issues[0];
    if (wrong !== undefined)
      throw fail(GROUND_ERRORS, "CONFIG_INVALID", {
        file: "--artifact-root",
        line: undefined,
        problem: `${wrong.message}; got ${JSON.stringify(uri)}`,
        fix: "leave it out, and artifacts go to this server's own folder",
      });
    values["root"] = uri;
  }
  const server = flags["token-only"] === true ? { tokenOnly: true } : {};
  return { [artifactsSettings.name]: values, [serverSettings.name]: server };
}

/**
 * Writes values into sections of the file where they differ from what stands there; comments stay, and old words of those
 * sections become those of today.
 */
function keep(
  file: string,
  { tree, olds }: { readonly tree: Tree; readonly olds: readonly OldKey[] },
  kept: Kept,
): boolean {
  const news = Object.entries(kept).flatMap(([name, values]) => {
    const section = isTree(tree[name]) ? tree[name] : {};
    return Object.entries(values)
      .filter(([key, value]) => section[key] !== value)
      .map(([key, value]) => ({ name, key, value }));
  });
  if (news.length === 0) return false;
  const document = parseDocument(existsSync(file) ? readText(file) : "");
  const moved = olds
    .filter(({ now }) => news.some(({ name }) => name === now[0]))
    .map(({ old, now }) => ({ now, value: document.get(old, true), old }));
  for (const { old } of moved) document.delete(old);
  for (const { now, value } of moved) if (!document.hasIn(now)) document.setIn(now, value);
  for (const { name, key, value } of news) document.setIn([name, key], value);
  writeFileWhole(file, document.toString(), 0o600);
  return true;
}
