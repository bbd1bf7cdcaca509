import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { initDvc } from "#data";
import type { Context, Result } from "#ground/cli";
import { configSchema, loadProject, type Project } from "#ground/config";
import { environment } from "#ground/environment";
import { fail, GROUND_ERRORS, toFettleError } from "#ground/errors";
import { writeFileWhole } from "#ground/files";
import { git, gitState } from "#ground/git";
import { STORE_NAME } from "#ground/store";
import { ERRORS } from "./errors.ts";
import { placeWords, shownFrom } from "./place-words.ts";
import { makeStore } from "./server-file.ts";
import { linkStore, settleStore } from "./settle-store.ts";
import { slices } from "./slices.ts";

const NAME = /^\w[\w.-]*$/;
const IGNORED = [`/${STORE_NAME}`, "/fettle.local.yaml"];

/** `fettle init`: makes a project of a folder and overwrites nothing. */
export async function initCommand(
  folder: string | undefined,
  name: string | undefined,
  context: Context,
): Promise<Result> {
  const root = resolve(context.cwd, folder ?? ".");
  const sections = await Promise.all(slices.flatMap((slice) => slice.config?.() ?? []));
  const load = (): Project =>
    loadProject({ cwd: root, sections, env: environment(), store: context.store });
  refuse(root, name, load);
  const isNew = !existsSync(root);
  makeFolder(root);
  try {
    return await fill(root, name, { sections, load }, context);
  } catch (error) {
    if (isNew) rmSync(root, { recursive: true, force: true });
    throw error;
  }
}

/** What would be found out half-way is found out before anything is written. */
function refuse(root: string, name: string | undefined, load: () => Project): void {
  if (name !== undefined && !NAME.test(name))
    throw fail(GROUND_ERRORS, "USAGE", {
      problem: `--project is ${JSON.stringify(name)}; expected letters, digits, dot, dash or underscore`,
      command: "init",
    });
  if (!existsSync(join(root, "fettle.yaml"))) return;
  const there = load().name;
  if (name !== undefined && name !== there)
    throw fail(ERRORS, "INIT_NAME_DIFFERS", { file: join(root, "fettle.yaml"), there, name });
}

async function fill(
  root: string,
  name: string | undefined,
  settings: { sections: Parameters<typeof configSchema>[0]; load: () => Project },
  context: Context,
): Promise<Result> {
  const made: string[] = [];
  const write = (path: string, text: string): void => {
    if (existsSync(join(root, path))) return;
    writeFileWhole(join(root, path), text);
    made.push(path);
  };
  write("fettle.yaml", settingsText(name ?? safeName(basename(root))));
  if (!existsSync(join(root, "dialogues"))) write("dialogues/hello.yaml", FIRST_DIALOGUE);
  makeFolder(join(root, "data"));
  if (ignore(root)) made.push(".gitignore");
  const repository = await git(root, ["rev-parse", "--git-dir"]);
  if (!repository.ok) {
    const why = await whyNoGit(root, repository);
    context.output.warn(`${why}; until then runs have no commit`);
  }
  if (initDvc(root)) made.push(".dvc");
  const loaded = settings.load();
  const { name: project } = loaded;
  const { store, told } = await settleStore(loaded);
  if (told !== undefined) context.output.warn(told);
  makeStore(store);
  linkStore(root, store);
  writeFileWhole(
    join(store, "config.schema.json"),
    `${JSON.stringify(configSchema(settings.sections), null, 2)}\n`,
  );
  return {
    data: { project, root, made, git: repository.ok },
    text: words({ project, root, store, made }, context),
  };
}

async function whyNoGit(
  root: string,
  outcome: { readonly reason: string; readonly message: string },
): Promise<string> {
  if (outcome.reason === "no-git") return "git is not installed: install it, then `git init`";
  if (outcome.message.includes("dubious ownership")) return (await gitState(root)).why ?? "";
  return "no git repository here: `git init` makes one";
}

type Made = {
  readonly project: string;
  readonly root: string;
  readonly store: string;
  readonly made: readonly string[];
};

function words({ project, root, store, made }: Made, context: Context): string {
  const where = relative(context.cwd, root) || ".";
  if (made.length === 0) return `${project} in ${where} is a project already; nothing was missing`;
  const { kind, danger } = placeWords(root, store);
  return [
    `made the project ${project} in ${where}: ${made.join(", ")}`,
    ...(danger === undefined
      ? []
      : [`the records lie in ${shownFrom(root, store)}, ${kind}: ${danger}`]),
    "next: fettle data add <file>, fettle run <command>, fettle test; fettle demo shows it all",
  ].join("\n");
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw toFettleError(error, "make", path);
  }
}

/** What is ours and not to be committed. */
function ignore(root: string): boolean {
  const path = join(root, ".gitignore");
  const before = existsSync(path) ? readFileSync(path, "utf8") : "";
  const missing = IGNORED.filter((line) => !before.split(/\r?\n/).includes(line));
  if (missing.length === 0) return false;
  const gap = before === "" || before.endsWith("\n") ? "" : "\n";
  writeFileWhole(path, `${before}${gap}${missing.join("\n")}\n`);
  return true;
}

function safeName(folder: string): string {
  return folder.replace(/[^\w.-]+/g, "-").replace(/^[.-]+/, "") || "project";
}

function settingsText(project: string): string {
  return `# yaml-language-server: $schema=${STORE_NAME}/config.schema.json
project: ${project}

# The product under test. Fettle starts it with PORT set, and speaks to it as docs/guide/dialogues.md says.
# dialogues:
#   agent:
#     start: node agent/server.ts
`;
}

const FIRST_DIALOGUE = `# One scripted conversation with the product, and what must hold in it. \`fettle test\` runs all of them.
dialogue: greeting
turns:
  - user: Hello
    agent:
      says: { not: error }
`;
