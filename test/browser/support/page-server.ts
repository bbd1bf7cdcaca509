import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "#ground/process";

const ROOT = join(import.meta.dirname, "..", "..", "..");
const START_MS = 20_000;

/** `fettle server` over an empty store, as a person starts it. */
export type PageServer = {
  readonly url: string;
  readonly token: string;
  readonly store: string;
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: unknown): Promise<T>;
  put(path: string, body: string): Promise<void>;
  /** Ends the process and leaves the store. */
  stop(): Promise<void>;
  /** Starts it again on the same port and store. */
  start(): Promise<void>;
  /** Ends it and removes the store. */
  close(): Promise<void>;
};

export async function openPageServer(): Promise<PageServer> {
  buildPage();
  const store = mkdtempSync(join(tmpdir(), "fettle-browser-"));
  // A port of its own: 5000 would go to whoever starts a server while this one is stopped.
  const port = await freePort();
  let running = await startProcess(store, port).catch((error: unknown) => {
    rmSync(store, { recursive: true, force: true });
    throw error;
  });
  const { url, token } = running;
  const send = async (method: string, path: string, body?: string): Promise<Response> => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const response = await fetch(url + path, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    if (!response.ok)
      throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  };
  const stop = async (): Promise<void> => {
    if (running.child.exitCode !== null) return;
    const gone = new Promise((resolve) => running.child.once("exit", resolve));
    running.child.kill("SIGTERM");
    await gone;
  };
  return {
    url,
    token,
    store,
    get: async <T>(path: string) => (await (await send("GET", path)).json()) as T,
    post: async <T>(path: string, body: unknown) =>
      (await (await send("POST", path, JSON.stringify(body))).json()) as T,
    put: async (path, body) => void (await send("PUT", path, body)),
    stop,
    async start() {
      running = await startProcess(store, port);
    },
    async close() {
      await stop();
      rmSync(store, { recursive: true, force: true });
    },
  };
}

async function startProcess(
  store: string,
  port: number,
): Promise<{ child: ChildProcess; url: string; token: string }> {
  const bin = join(ROOT, "bin", "fettle.js");
  const child = spawn(process.execPath, [bin, "server", "--store", store, "--port", String(port)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  return new Promise((resolve, reject) => {
    let words = "";
    const timer = setTimeout(() => fail("did not start in time"), START_MS);
    const fail = (why: string): void => {
      child.kill("SIGKILL");
      reject(new Error(`fettle server ${why}: ${words}`));
    };
    const read = (chunk: Buffer): void => {
      words += chunk.toString("utf8");
      const link = /(http:\/\/[\d.]+:\d+)\/#token=(\S+)/.exec(words);
      if (link === null) return;
      clearTimeout(timer);
      resolve({ child, url: link[1] as string, token: link[2] as string });
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("exit", (code) => {
      clearTimeout(timer);
      fail(`ended with ${code}`);
    });
  });
}

/** Builds the web UI where it is missing or older than its source: a test of yesterday's page proves nothing. */
function buildPage(): void {
  const index = join(ROOT, "dist", "page", "index.html");
  const built = existsSync(index) ? statSync(index).mtimeMs : 0;
  const slices = readdirSync(join(ROOT, "src")).map((name) => join(ROOT, "src", name, "page"));
  const newest = Math.max(
    ...[join(ROOT, "src", "web"), join(ROOT, "vite.config.ts"), ...slices].map(newestIn),
  );
  if (built > newest) return;
  const vite = join(ROOT, "node_modules", ".bin", "vite");
  const { status } = spawnSync(vite, ["build", "--logLevel", "warn"], {
    cwd: ROOT,
    stdio: "inherit",
    // vitest's own NODE_ENV would build React's development version.
    env: { ...process.env, NODE_ENV: "production" },
  });
  if (status !== 0) throw new Error(`vite build ended with ${status}`);
}

function newestIn(path: string): number {
  if (!existsSync(path)) return 0;
  const info = statSync(path);
  if (!info.isDirectory()) return info.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newestIn(join(path, name))));
}
