import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Desk, finished, openDesk } from "#test/type-fettle";
import { answeringServer } from "./connect.ts";

// Each types many commands, on machines that do other things as well.
vi.setConfig({ testTimeout: 60_000 });

let desk: Desk;
beforeEach(() => {
  // The store is where a project without settings keeps it.
  desk = openDesk({ FETTLE_STORE: "" });
});
afterEach(() => desk.close());

const git = (folder: string, ...words: string[]) =>
  execFileSync("git", words, { cwd: folder, stdio: "ignore" });
const at = (...path: string[]) => join(desk.folder, ...path);
const typed = async (...words: string[]) => {
  const { code, stdout, stderr } = await desk.type(...words);
  return { code, said: stdout + stderr };
};
/** In a project beside the first. */
const typedIn = async (folder: string, ...words: string[]) => {
  const { stdout, stderr } = await finished(desk.startIn(folder, ...words));
  return stdout + stderr;
};
const names = async (folder = desk.folder): Promise<string[]> => {
  const { stdout } = await finished(desk.startIn(folder, "runs", "list", "--json"));
  return (JSON.parse(stdout) as { runs: { name: string }[] }).runs.map(({ name }) => name).sort();
};
const record = (name: string) => desk.type("run", "--name", name, "--", "true");

test("records made before `git init` are found after it, in the git folder, and it is said once", async () => {
  await typed("init");
  await record("before");
  expect(lstatSync(at(".fettle")).isDirectory()).toBe(true);
  git(desk.folder, "init", "-q");
  const first = await typed("runs", "list");
  expect(first.said).toContain("before");
  expect(first.said).toContain(
    "the records moved from .fettle to .git/fettle (its server was stopped); deleting .git would delete them",
  );
  expect(readlinkSync(at(".fettle"))).toBe(".git/fettle");
  expect((await typed("runs", "list")).said).not.toContain("moved");
  await record("after");
  expect(await names()).toEqual(["after", "before"]);
});

const OTHER_DISK = "/dev/shm";
const hasOtherDisk = existsSync(OTHER_DISK) && statSync(OTHER_DISK).dev !== statSync(tmpdir()).dev;
test.skipIf(!hasOtherDisk)("records stay where git's folder is on another disk", async () => {
  const elsewhere = mkdtempSync(join(OTHER_DISK, "fettle-git-"));
  try {
    await typed("init");
    await record("before");
    writeFileSync(at(".gitignore"), "/node_modules/");
    git(desk.folder, "init", "-q", "--separate-git-dir", join(elsewhere, "git"));
    const { said } = await typed("runs", "list");
    expect(said).toContain("before");
    expect(said).toContain(
      `the records stay in .fettle, since ${join(elsewhere, "git")} is on another disk; it is in .gitignore now`,
    );
    expect(readFileSync(at(".gitignore"), "utf8")).toBe("/node_modules/\n/.fettle\n");
    const server = await answeringServer(at(".fettle"));
    await record("after");
    expect(await names()).toEqual(["after", "before"]);
    expect((await answeringServer(at(".fettle")))?.pid).toBe(server?.pid ?? "a server");
  } finally {
    rmSync(elsewhere, { recursive: true });
  }
});

test("of two stores with records none is taken, and the words lead from both into one", async () => {
  await typed("init");
  await record("inside");
  await typed("server", "stop");
  renameSync(at(".fettle"), at("kept"));
  git(desk.folder, "init", "-q");
  await record("beside");
  await typed("server", "stop");
  rmSync(at(".fettle"));
  renameSync(at("kept"), at(".fettle"));
  const refused = await typed("runs", "list");
  expect([refused.code, refused.said]).toEqual([3, expect.stringContaining("two stores with")]);
  expect((await typed("export", "--all", "--out", "records", "--store", ".fettle")).code).toBe(0);
  await typed("server", "stop", "--store", ".fettle");
  renameSync(at(".fettle"), at("kept"));
  expect((await typed("import", "records")).code).toBe(0);
  expect(await names()).toEqual(["beside", "inside"]);
});

test("a project that is moved while its server lives goes on at once at its new place", async () => {
  git(desk.folder, "init", "-q");
  await typed("init");
  await record("before");
  const moved = join(desk.folder, "..", "moved");
  const server = await answeringServer(realpathSync(at(".fettle")));
  renameSync(desk.folder, moved);
  expect(await names(moved)).toEqual(["before"]);
  const now = await answeringServer(realpathSync(join(moved, ".fettle")));
  expect(now?.pid).not.toBe(server?.pid);
  const isAlive = () => {
    try {
      return process.kill(server?.pid ?? 0, 0);
    } catch {
      return false;
    }
  };
  await expect.poll(isAlive, { timeout: 10_000 }).toBe(false);
  expect(existsSync(desk.folder)).toBe(false);
  await typedIn(moved, "server", "stop");
  mkdirSync(desk.folder);
});

test("a server whose project went away ends by itself, and leaves what lies there now alone", async () => {
  git(desk.folder, "init", "-q");
  await typed("init");
  const server = desk.start("server", "--port", "0");
  const ended = finished(server);
  await expect.poll(() => answeringServer(at(".git", "fettle")), { timeout: 10_000 }).toBeTruthy();
  renameSync(desk.folder, join(desk.folder, "..", "away"));
  mkdirSync(at(".git", "fettle"), { recursive: true });
  writeFileSync(at(".git", "fettle", "server.json"), "another's");
  expect((await ended).stderr).toContain("was moved or removed, so its server ends");
  expect(readFileSync(at(".git", "fettle", "server.json"), "utf8")).toBe("another's");
  rmSync(join(desk.folder, "..", "away"), { recursive: true });
});

test("a copy of a project has records of its own, while the server of the original lives", async () => {
  git(desk.folder, "init", "-q");
  await typed("init");
  await record("before");
  const copy = join(desk.folder, "..", "copy");
  const isSocket = (path: string) => lstatSync(path).isSocket();
  cpSync(desk.folder, copy, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !isSocket(path),
  });
  await finished(desk.startIn(copy, "run", "--name", "in the copy", "--", "true"));
  expect(await names(copy)).toEqual(["before", "in the copy"]);
  expect(await names()).toEqual(["before"]);
  await typedIn(copy, "server", "stop");
});

test("a store without its database, or with an empty one, is refused where artifacts lie in it", async () => {
  await typed("init");
  await record("before");
  await typed("server", "stop");
  mkdirSync(at(".fettle", "artifacts", "1", "a", "artifacts"), { recursive: true });
  writeFileSync(at(".fettle", "artifacts", "1", "a", "artifacts", "model.bin"), "weights");
  const refused = { code: 3, said: expect.stringContaining("holds files of its runs") };
  truncateSync(at(".fettle", "fettle.db"), 0);
  expect(await typed("runs", "list")).toEqual(refused);
  rmSync(at(".fettle", "fettle.db"));
  expect(await typed("runs", "list")).toEqual(refused);
  expect(readdirSync(at(".fettle"))).not.toContain("fettle.db");
});

test("artifacts beside the store move along with it; a folder of theirs that is gone is missed", async () => {
  git(desk.folder, "init", "-q");
  await typed("init");
  const served = (...words: string[]) => {
    const server = desk.start("server", "--port", "0", ...words);
    return { server, ended: finished(server) };
  };
  const first = served("--artifacts", "files");
  await expect.poll(() => answeringServer(at(".git", "fettle")), { timeout: 15_000 }).toBeTruthy();
  first.server.kill("SIGTERM");
  await first.ended;
  expect(readFileSync(at(".git", "fettle", "settings.yaml"), "utf8")).toContain("../../files");
  renameSync(at("files"), at("away"));
  const refused = await typed("runs", "list");
  expect([refused.code, refused.said]).toEqual([
    3,
    expect.stringContaining(`its artifacts lie in ${at("files")}, which is not there`),
  ]);
  renameSync(at("away"), at("files"));
  expect((await typed("runs", "list")).code).toBe(0);
});

test("a server whose lock was removed stays the only one", async () => {
  await typed("init");
  await record("before");
  rmSync(at(".fettle", "server.lock"));
  for (let i = 0; i < 2; i += 1) {
    const second = await typed("server", "--port", "0");
    expect([second.code, second.said]).toEqual([3, expect.stringContaining("is served already")]);
  }
  await typed("server", "stop");
  expect(await names()).toEqual(["before"]);
});

test("records that went with their repository are missed, not begun anew in silence", async () => {
  git(desk.folder, "init", "-q");
  await typed("init");
  await record("before");
  await typed("server", "stop");
  rmSync(at(".git"), { recursive: true });
  const told = await typed("runs", "list");
  expect(told.said).toContain("the records that .fettle led to are gone");
  expect(lstatSync(at(".fettle")).isDirectory()).toBe(true);
  expect((await typed("runs", "list")).said).not.toContain("gone");
});
