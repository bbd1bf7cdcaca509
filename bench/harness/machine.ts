import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, loadavg, release, totalmem, type } from "node:os";
import { join } from "node:path";

/** The checkout that is measured. */
export const root = join(import.meta.dirname, "..", "..");

/** Of the minute before the run: what it does itself is not meant. */
const [loadBefore = 0] = loadavg();

/** What the numbers were measured on: a number without its machine says nothing. */
export function machine(): readonly string[] {
  const cores = cpus();
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], {
    cwd: root,
    encoding: "utf8",
  });
  const changes = execFileSync("git", ["status", "--porcelain", "--untracked-files=no"], {
    cwd: root,
    encoding: "utf8",
  });
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    version: string;
  };
  return [
    `${cores.length} x ${cores[0]?.model.trim() ?? "unknown"}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release()}`,
    `Node ${process.version}, Fettle ${version} at ${commit.trim()}${changes === "" ? "" : " with changes"}`,
    `load before: ${loadBefore.toFixed(1)}`,
  ];
}
