import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { isFile } from "#ground/files";

const SCRIPT = /\.(py|ipynb|r)$/i;
const NAMES_SERVER = /^[^#\n]*\bset_tracking_uri\s*\(/;

/** The line of a script of this command, `train.py:3`, that names a server to MLflow's client; read against `cwd`. */
export function namedServer(command: readonly string[], cwd: string): string | undefined {
  for (const word of command.filter((one) => SCRIPT.test(one) && isFile(resolve(cwd, one)))) {
    const lines = readFileSync(resolve(cwd, word), "utf8").split("\n");
    const at = lines.findIndex((text) => NAMES_SERVER.test(text));
    if (at !== -1) return `${word}:${at + 1}`;
  }
  return undefined;
}
