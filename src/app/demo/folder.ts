import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
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
  try {
    const holds = existsSync(folder) ? readdirSync(folder) : [];
    if (holds.length > 0)
      throw fail(ERRORS, "DEMO_FOLDER_TAKEN", {
        folder: relative(context.cwd, folder) || ".",
        holds: holds.slice(0, 3).join(", "),
      });
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
    throw toFettleError(error, "make", folder);
  }
  return folder;
}
