import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./machine.ts";
import { ofProgram, program } from "./program.ts";

/** Fettle as a user has it: the bundle without the source, in a temporary folder. */
export type Installed = {
  readonly folder: string;
  /** The command line up to its first word. */
  readonly fettle: readonly string[];
  remove(): void;
};

/** Builds the package, unless it is another's that is measured, and copies what would be published. */
export function installPackage(): Installed {
  if (program === root)
    execFileSync(process.execPath, [join(root, "scripts", "build.ts")], {
      stdio: ["ignore", "ignore", "inherit"],
    });
  const folder = mkdtempSync(join(tmpdir(), "fettle-bench-"));
  for (const part of ["bin", "dist", "package.json"])
    cpSync(ofProgram(part), join(folder, "fettle", part), { recursive: true });
  return {
    folder,
    fettle: [process.execPath, join(folder, "fettle", "bin", "fettle.js")],
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export type Serving = {
  readonly url: string;
  readonly pid: number;
  readonly store: string;
  readonly token: string;
  /** From the start of the process to the first answer of /health. */
  readonly readyMs: number;
  stop(): Promise<void>;
};

/** Starts a server on a new store and waits until it answers. */
export async function serve(installed: Installed, name: string, port: number): Promise<Serving> {
  const store = join(installed.folder, name);
  mkdirSync(store, { recursive: true });
  const [node = "", bin = ""] = installed.fettle;
  const start = performance.now();
  const child = spawn(node, [bin, "server", "--store", store, "--port", String(port)], {
    cwd: installed.folder,
    stdio: "ignore",
  });
  const url = `http://127.0.0.1:${port}`;
  await untilHealthy(url, () => child.exitCode !== null);
  const readyMs = performance.now() - start;
  const tokenFile = join(store, "token");
  return {
    url,
    pid: child.pid ?? 0,
    store,
    token: existsSync(tokenFile) ? readFileSync(tokenFile, "utf8").trim() : "",
    readyMs,
    stop: () =>
      new Promise((resolve) => {
        child.on("exit", () => resolve());
        child.kill("SIGTERM");
      }),
  };
}

/** Asks /health every few milliseconds; gives up after a minute, or when the server has ended. */
export async function untilHealthy(url: string, ended: () => boolean): Promise<void> {
  for (const until = Date.now() + 60_000; Date.now() < until && !ended(); ) {
    if (await healthy(url)) return;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  throw new Error(`no server answers at ${url}`);
}

function healthy(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = http.get(`${url}/health`, { agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on("error", () => resolve(false));
  });
}

/** Resident memory of a process in MB, and its CPU seconds so far (Linux). */
export function processState(pid: number): { rssMb: number; cpu: number } {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const kib = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? Number.NaN);
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  // utime and stime, in ticks of a hundredth of a second.
  return { rssMb: (kib * 1024) / 1e6, cpu: (Number(fields[11]) + Number(fields[12])) / 100 };
}
