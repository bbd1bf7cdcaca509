import { type CommandShape, defineCommand, type Output, type Result } from "#ground/cli";
import { EXIT } from "#ground/errors";
import { bytes, count } from "#ground/words";
import type { Added } from "./add.ts";
import type { CheckedOut } from "./checkout.ts";
import { quoted } from "./errors.ts";
import type { Standing } from "./status.ts";

/** `fettle data add`. */
export const addCommand = defineCommand({
  name: "add",
  summary: "give files or folders a version: content into the cache, a .dvc file for git",
  details:
    "Puts the content of each path into .dvc/cache, writes <path>.dvc beside it, which git keeps, and names the data in " +
    ".gitignore, as `dvc add` does. Adding a changed file or folder again gives it its new version.",
  args: [{ name: "path", summary: "a file or folder of the project", required: true, many: true }],
  flags: {},
  examples: [
    ["fettle data add data/intents.csv", "version one file"],
    ["fettle data add data/images models/base.bin", "version a folder and a file"],
  ],
  async run(input, context) {
    const [{ add }, { join, relative, resolve }, { root }] = await Promise.all([
      import("./add.ts"),
      import("node:path"),
      context.project(),
    ]);
    const paths = input.args.path.map((path) => resolve(context.cwd, path));
    const { output, signal } = context;
    const added = await add({ root, paths, output, signal });
    const toGit = (path: string): string => relative(context.cwd, join(root, path));
    return { data: { added }, text: addedText(added, toGit) };
  },
});

function addedText(added: readonly Added[], toGit: (path: string) => string): string {
  const lines = added.map((one) => {
    const word = { new: "added", changed: "changed", unchanged: "unchanged" }[one.outcome];
    const files = one.files === undefined ? "" : `${count(one.files)} files, `;
    return `${word} ${shown(one)}  (${files}${bytes(one.size)}, md5 ${one.md5})`;
  });
  const forGit = [...new Set(added.flatMap((one) => one.forGit))];
  if (forGit.length > 0)
    lines.push(`keep it in git:  git add ${forGit.map((path) => quoted(toGit(path))).join(" ")}`);
  return lines.join("\n");
}

function shown(one: { path: string; md5: string }): string {
  return one.md5.endsWith(".dir") ? `${one.path}/` : one.path;
}

/** `fettle data checkout`. */
export const checkoutCommand = defineCommand({
  name: "checkout",
  summary: "make data what its .dvc files say, from the cache",
  details:
    "Without a path, all data of the project. Prints a line for each that changed: A made, M changed, D taken away.\n\n" +
    "A file whose content the cache does not have is neither overwritten nor deleted. With --force it is moved to " +
    ".dvc/tmp/fettle/replaced first. Exits 1 where something was left as it is or could not be restored.",
  args: [{ name: "path", summary: "data, a .dvc file, or a folder that holds some", many: true }],
  flags: {
    force: {
      type: "boolean",
      short: "f",
      summary: "also replace what is in no cache, after moving it away",
    },
  },
  examples: [
    ["git checkout v1 && fettle data checkout", "the data of an older version"],
    ["fettle data checkout data/intents.csv --force", "drop my changes to a file"],
  ],
  async run(input, context) {
    const [{ checkout }, { resolve }, { root }] = await Promise.all([
      import("./checkout.ts"),
      import("node:path"),
      context.project(),
    ]);
    const paths = input.args.path.map((path) => resolve(context.cwd, path));
    const { output, signal } = context;
    const done = await checkout({ root, paths, force: input.flags.force, output, signal });
    const left = done.filter((one) => one.kept.length + one.missing.length > 0);
    for (const one of done) warnOf(one, output);
    return {
      data: { outputs: done },
      text: checkedText(done),
      ...(left.length > 0 ? { exit: EXIT.no } : {}),
    } satisfies Result;
  },
});

/** More lines than these are no help. */
const SHOWN = 10;

function warnOf(one: CheckedOut, output: Output): void {
  const names = (relpaths: readonly string[]): string => {
    const some = relpaths
      .slice(0, SHOWN)
      .map((relpath) => (relpath === "" ? one.path : `${one.path}/${relpath}`));
    const more = relpaths.length - some.length;
    return some.join(", ") + (more > 0 ? ` and ${count(more)} more` : "");
  };
  if (one.kept.length > 0)
    output.warn(
      `left as it is, since its content is nowhere else: ${names(one.kept)}; ` +
        `fettle data add ${quoted(one.path)} keeps it, fettle data checkout --force ${quoted(one.path)} replaces it`,
    );
  if (one.missing.length > 0)
    output.warn(
      `not in the cache: ${names(one.missing)}; dvc pull ${quoted(`${one.path}.dvc`)}, or copy .dvc/cache from where it was added`,
    );
  if (one.movedTo !== undefined) output.warn(`what was there lies in ${one.movedTo} now`);
}

function checkedText(done: readonly CheckedOut[]): string {
  const lines = done.flatMap((one) => {
    if (one.change === undefined) return [];
    const parts = [
      one.added.length > 0 && `${count(one.added.length)} added`,
      one.modified.length > 0 && `${count(one.modified.length)} modified`,
      one.deleted.length > 0 && `${count(one.deleted.length)} deleted`,
    ].filter((part) => part !== false);
    const single = one.added[0] === "" || one.modified[0] === "";
    return [`${one.change}\t${single ? one.path : `${one.path}/  (${parts.join(", ")})`}`];
  });
  if (done.length === 0) return "no .dvc files here";
  return lines.length === 0 ? "nothing changed" : lines.join("\n");
}

/** `fettle data status`. */
export const statusCommand = defineCommand({
  name: "status",
  summary: "show which data differs from its .dvc file, and what the cache lacks",
  args: [{ name: "path", summary: "data, a .dvc file, or a folder that holds some", many: true }],
  flags: {},
  examples: [["fettle data status", "all data of the project"]],
  async run(input, context) {
    const [{ status }, { resolve }, { root }] = await Promise.all([
      import("./status.ts"),
      import("node:path"),
      context.project(),
    ]);
    const paths = input.args.path.map((path) => resolve(context.cwd, path));
    const { output, signal } = context;
    const outputs = await status({ root, paths, output, signal });
    return { data: { outputs }, text: statusText(outputs) };
  },
});

function statusText(outputs: readonly Standing[]): string {
  if (outputs.length === 0) return "no .dvc files here";
  const lines = outputs.flatMap((one) => [
    ...(one.state === "same" ? [] : [`${STATES[one.state]}  ${one.path}`]),
    ...listed("  new", one.added),
    ...listed("  modified", one.modified),
    ...listed("  deleted", one.deleted),
    ...(one.notInCache.length === 0
      ? []
      : [`not in cache  ${one.path}  (${count(one.notInCache.length)} of its contents)`]),
  ]);
  return lines.length === 0 ? "all data is what its .dvc files say" : lines.join("\n");
}

const STATES = { modified: "modified", deleted: "deleted", untold: "unknown" } as const;

function listed(word: string, relpaths: readonly string[]): string[] {
  const some = relpaths.filter((relpath) => relpath !== "");
  const lines = some.slice(0, SHOWN).map((relpath) => `${word}  ${relpath}`);
  if (some.length > SHOWN) lines.push(`${word}  and ${count(some.length - SHOWN)} more`);
  return lines;
}

export const commands: readonly CommandShape[] = [addCommand, checkoutCommand, statusCommand];
