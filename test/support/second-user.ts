import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { finished, type Typed } from "./type-fettle.ts";

const USER = "54321";
const AS_USER = ["setpriv", `--reuid=${USER}`, `--regid=${USER}`, "--clear-groups", "--"];

/** Another user of this machine, who owns nothing here. */
export type SecondUser = {
  /** Runs a program as that user and waits for its end. */
  run(program: string, ...args: string[]): Promise<Typed>;
  /** Starts a script of JavaScript, which gets the arguments from `process.argv[1]` on. */
  start(script: string, ...args: string[]): ChildProcess;
  close(): void;
};

/**
 * Whether tests can act as a second user, which takes root and setpriv. Where they can't, that is said aloud: what they
 * would have shown is not shown.
 */
export function canBeSecondUser(what: string): boolean {
  const can = process.getuid?.() === 0 && spawnSync("setpriv", ["--version"]).status === 0;
  if (!can)
    process.stderr.write(`\nSKIPPED, NOT SHOWN: ${what} (needs root and setpriv, as CI has)\n\n`);
  return can;
}

export function openSecondUser(): SecondUser {
  // This Node may lie where that user can't look.
  const folder = mkdtempSync(join(tmpdir(), "fettle-second-user-"));
  chmodSync(folder, 0o755);
  const node = join(folder, "node");
  copyFileSync(process.execPath, node);
  chmodSync(node, 0o755);
  const [setpriv = "", ...words] = AS_USER;
  return {
    run: (program, ...args) =>
      finished(
        spawn(setpriv, [...words, program, ...args], {
          cwd: "/",
          stdio: ["ignore", "pipe", "pipe"],
        }),
      ),
    start: (script, ...args) =>
      spawn(setpriv, [...words, node, "-e", script, ...args], {
        cwd: "/",
        env: {},
        stdio: ["ignore", "pipe", "inherit"],
      }),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
