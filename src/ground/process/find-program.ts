import { accessSync, constants, statSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { environment } from "#ground/environment";

/** The PATH that children get: the Node that runs Fettle first. */
export function childPath(): string {
  return [dirname(process.execPath), environment()["PATH"] ?? ""].join(delimiter);
}

/** The file that `startChild` would run for this name, or `undefined`; to know before anything is recorded. */
export function findProgram(cwd: string, program: string): string | undefined {
  if (program.includes("/")) {
    const path = resolve(cwd, program);
    return isProgram(path) ? path : undefined;
  }
  return childPath()
    .split(delimiter)
    .map((folder) => join(resolve(cwd, folder), program))
    .find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
