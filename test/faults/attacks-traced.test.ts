import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ServerAddress } from "#ground/http";
import { type AttackedServer, openAttackedServer } from "#test/attacked-server";
import { askByPath, inTarget, PATHS, PLANTED } from "#test/hostile-paths";
import { answeringServer } from "../../src/app/connect.ts";

const BIN = join(import.meta.dirname, "..", "..", "bin", "fettle.js");
const hasStrace = spawnSync("strace", ["-e", "trace=none", "true"]).status === 0;
if (!hasStrace) process.stderr.write("SKIPPED: attacks under strace; apt-get install strace\n");

/** The kernel tells what the server touched, whatever the server believes. */
describe.skipIf(!hasStrace)("the kernel's record of a server under attack", () => {
  let server: AttackedServer;
  let folder: string;
  const record = () => join(folder, "record");

  /** The default command, under strace. */
  async function startTraced(store: string): Promise<ServerAddress> {
    const calls =
      "open,openat,openat2,creat,mkdir,mkdirat,unlink,unlinkat,rmdir,rename,renameat,renameat2,link,linkat,symlink,symlinkat,truncate,chmod,fchmodat,execve,execveat";
    const args = ["-f", "-qq", "-s", "6000", "-o", record(), "-e", `trace=${calls}`];
    const command = [process.execPath, BIN, "server", "--store", store, "--background"];
    spawn("strace", [...args, ...command], { stdio: "ignore" });
    for (;;) {
      const found = await answeringServer(store);
      if (found !== undefined) return { url: found.url, socket: found.socket };
      await sleep(50);
    }
  }

  beforeAll(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "fettle-record-")));
    server = await openAttackedServer(startTraced);
  });
  afterAll(async () => {
    await server.desk.close();
    rmSync(folder, { recursive: true });
  });

  test("holds no file outside the store that was written, and no secret that was opened", async () => {
    const begun = linesOf(record()).length;
    const where = server.run.artifactUri.replace("mlflow-artifacts:/", "");
    for (const path of PATHS) await askByPath(server, path);
    for (const path of PLANTED) {
      const target = `/api/2.0/mlflow-artifacts/artifacts/${where}/${inTarget(path)}`;
      await server.ask({ method: "PUT", target, body: "pwned" });
    }
    // One that is allowed, so that an empty record can't pass.
    const target = `/api/2.0/mlflow-artifacts/artifacts/${where}/allowed.txt`;
    expect((await server.ask({ method: "PUT", target, body: "x" })).status).toBe(200);
    await sleep(300);
    const lines = withHandles(linesOf(record())).slice(begun);
    expect(lines.filter((line) => line.includes("/allowed.txt")).length).toBeGreaterThan(0);
    const { store } = server.desk;
    const root = dirname(store);
    const touched = lines.filter((line) => !/ = -1 E[A-Z]+ /.test(line));
    expect(touched.filter((line) => /\bexecve/.test(line))).toEqual([]);
    const reached = touched.flatMap((line) =>
      pathsIn(line).map((path) => ({ line, path: real(path) })),
    );
    const secret = (path: string): boolean =>
      path.startsWith(join(root, "outside")) ||
      path === join(store, "token") ||
      /^\/etc\/|-evil(\/|$)/.test(path);
    expect(reached.filter(({ path }) => secret(path)).map(({ line }) => line)).toEqual([]);
    const written = reached.filter(({ line }) => isWrite(line));
    expect(written.length).toBeGreaterThan(1);
    const outside = ({ path }: { path: string }) =>
      !`${path}/`.startsWith(`${join(store, "artifacts")}/`) &&
      !/\/fettle\.db(-wal|-shm|-journal)?$/.test(path);
    expect(written.filter(outside).map(({ line }) => line)).toEqual([]);
    expect(server.leaks()).toEqual([]);
  });
});

function linesOf(path: string): string[] {
  return readFileSync(path, "latin1")
    .split("\n")
    .filter((line) => !line.includes("<unfinished ...>") || /"/.test(line));
}

/** The lines with what a folder's handle stands for: the server reaches what is in a folder by that, part by part. */
function withHandles(lines: readonly string[]): string[] {
  const folders = new Map<string, string>();
  const unfinished = new Map<string, string>();
  return lines.map((line) => {
    const shown = line.replace(
      /\/proc\/self\/fd\/(\d+)/g,
      (path, handle: string) => folders.get(handle) ?? path,
    );
    const thread = /^\d+/.exec(line)?.[0] ?? "";
    if (line.includes("<unfinished ...>")) unfinished.set(thread, shown);
    const call = line.includes(" resumed>") ? (unfinished.get(thread) ?? "") : shown;
    const opened = /\bopen(?:at)?\((?:AT_FDCWD, )?"((?:[^"\\]|\\.)*)"/.exec(call)?.[1];
    const handle = / = (\d+)$/.exec(line)?.[1];
    if (opened !== undefined && handle !== undefined) folders.set(handle, opened);
    return shown;
  });
}

/** The absolute paths in a line; a relative one would be of the store, where the server works. */
function pathsIn(line: string): string[] {
  return [...line.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((match) => match[1] as string);
}

function isWrite(line: string): boolean {
  return (
    !/\b(open|openat|openat2|execve)\(/.test(line) || /O_WRONLY|O_RDWR|O_CREAT|O_TRUNC/.test(line)
  );
}

/** Where a path leads now, links followed as far as it exists. */
function real(path: string): string {
  for (
    let at = path, rest = "";
    ;
    rest = join(at.slice(dirname(at).length), rest), at = dirname(at)
  )
    try {
      return join(realpathSync(at), rest);
    } catch {
      if (at === dirname(at)) return path;
    }
}
