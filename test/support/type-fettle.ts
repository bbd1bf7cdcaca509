import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { freePort } from "#ground/process";

/** No process has this number (Linux's largest is 2^22). */
const NOBODY = 2 ** 22 + 1;
const BIN = join(import.meta.dirname, "..", "..", "bin", "fettle.js");

export type Typed = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** A folder to type commands in, with a store of its own. `close` ends its server and removes it. */
export type Desk = {
  readonly folder: string;
  readonly store: string;
  /** Types a command and waits for its end. */
  type(...words: string[]): Promise<Typed>;
  /** Lets the store's next server begin on a port that no other test's server goes for, as if it had been there before. */
  ownPort(): Promise<void>;
  /** Starts a command and gives the process. */
  start(...words: string[]): ChildProcess;
  /** In another folder. */
  startIn(folder: string, ...words: string[]): ChildProcess;
  close(): Promise<void>;
};

/** Opens an empty folder below the system's temporary one. The real program is typed, as a person would. */
export function openDesk(env: Record<string, string> = {}): Desk {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "fettle-desk-")));
  const folder = join(root, "project");
  const store = join(root, "store");
  const startIn = (cwd: string, ...words: string[]): ChildProcess =>
    spawn(process.execPath, [BIN, ...words], {
      cwd,
      env: {
        ...process.env,
        PATH: `${dirname(process.execPath)}:${process.env["PATH"]}`,
        FETTLE_STORE: store,
        NO_COLOR: "1",
        ...env,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
  const start = (...words: string[]): ChildProcess => startIn(folder, ...words);
  const type = (...words: string[]): Promise<Typed> => finished(start(...words));
  mkdirSync(folder);
  return {
    folder,
    store,
    type,
    start,
    startIn,
    async ownPort() {
      const url = `http://127.0.0.1:${await freePort()}`;
      const socket = join(store, "server.sock");
      const left = { pid: NOBODY, url, socket, version: "0", startedAt: 0, background: true };
      mkdirSync(store, { mode: 0o700 });
      writeFileSync(join(store, "server.json"), JSON.stringify(left));
    },
    async close() {
      await type("server", "stop");
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** The end of a command, with all it said. */
export function finished(child: ChildProcess): Promise<Typed> {
  return new Promise((resolve, reject) => {
    let stdout = "";
    let stderr = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      // As a shell says it: a program that had not yet learned to listen ends by the signal itself.
      const number = signal === null ? 0 : constants.signals[signal];
      resolve({ code: code ?? 128 + number, stdout, stderr });
    });
  });
}
