import { cpSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import type { Context } from "#ground/cli";
import { fail, toFettleError } from "#ground/errors";
import { writeFileWhole } from "#ground/files";
import { ERRORS } from "../errors.ts";
import { packageFolder } from "../home.ts";

const LEFT_OUT = /(^|\/)(node_modules|\.git|\.fettle|model|.*\.test\.ts)$/;

/** An empty folder with the example's files and the package `fettle` linked in; DEMO_FOLDER_TAKEN when it holds something. */
export function prepareFolder(name: string | undefined, context: Context): string {
  const folder = resolve(context.cwd, name ?? "fettle-demo");
  const isNew = refuseTaken(folder, context);
  try {
    mkdirSync(folder, { recursive: true });
    const example = join(packageFolder(), "examples", "sales-agent");
    cpSync(example, folder, {
      recursive: true,
      filter: (path) => !LEFT_OUT.test(relative(example, path)) || path === example,
    });
    // npm packs no .gitignore, so a published example has none.
    writeFileWhole(join(folder, ".gitignore"), "/node_modules/\n/model/\n");
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(packageFolder(), join(folder, "node_modules", "fettle"));
  } catch (error) {
    // It was new or empty, so that all there is was put there by us.
    if (isNew) rmSync(folder, { recursive: true, force: true });
    else for (const made of readdirSync(folder)) rmSync(join(folder, made), { recursive: true });
    throw toFettleError(error, "make", folder);
  }
  return folder;
}

/** Whether the folder has to be made; DEMO_FOLDER_TAKEN when there is something. */
function refuseTaken(folder: string, context: Context): boolean {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found === undefined) return true;
  const shown = relative(context.cwd, folder) || ".";
  const holds = found.isDirectory() ? readdirSync(folder) : undefined;
  if (holds?.length !== 0)
    throw fail(ERRORS, "DEMO_FOLDER_TAKEN", {
      folder: shown,
      holds: holds?.slice(0, 3).join(", ") ?? "",
      other: shown === "." ? "fettle-demo" : `${shown}-2`,
    });
  return false;
}
