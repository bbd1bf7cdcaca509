import { realpathSync } from "node:fs";
import { basename } from "node:path";

/** The version of a program that is Node: only the one that runs Fettle tells it without being started. */
export function nodeVersion(program: string | undefined): string | undefined {
  if (program === undefined || basename(program) !== "node") return undefined;
  try {
    return realpathSync(program) === realpathSync(process.execPath) ? process.version : undefined;
  } catch {
    return undefined;
  }
}
