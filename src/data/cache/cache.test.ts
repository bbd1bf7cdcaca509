import { chmodSync, existsSync, mkdirSync, rmSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { startChild } from "#ground/process";
import { openDataFolder } from "#test/data-folder";
import { BUFFER_BYTES, createPulse, hashBytes } from "../tree/index.ts";
import {
  type Cache,
  cacheIn,
  holds,
  isAlive,
  moveFile,
  objectPath,
  openKeeper,
  openScratch,
  readObject,
  statOf,
  takeObject,
} from "./index.ts";

const HELLO = "b1946ac92492d2347c6235b4d2611184";
const pulse = createPulse();

function openCache() {
  const folder = openDataFolder({ git: false });
  const cache: Cache = cacheIn(folder.at(".dvc/cache"));
  const keep = (md5: string, content: string | Uint8Array, mode = 0o444): void => {
    folder.put(folder.object(md5), content);
    chmodSync(folder.at(folder.object(md5)), mode);
  };
  return {
    folder,
    cache,
    keep,
    damaged: (md5: string) => `.dvc/cache/files/fettle/damaged/${md5}`,
  };
}

/** The number of a process that has ended. */
async function endedPid(cwd: string): Promise<number> {
  const child = await startChild(["true"], { cwd, output: "keep" });
  await child.ended;
  return child.pid as number;
}

test("an object lies under two digits of its hash, and its bytes are read from there", () => {
  const { folder, cache, keep } = openCache();
  expect(cache).toEqual({
    folder: folder.at(".dvc/cache/files/md5"),
    own: folder.at(".dvc/cache/files/fettle"),
  });
  expect(objectPath(cache, `${HELLO}.dir`)).toBe(
    folder.at(".dvc/cache/files/md5/b1/946ac92492d2347c6235b4d2611184.dir"),
  );
  expect(readObject(cache, HELLO)).toBeUndefined();
  keep(HELLO, "hello\n");
  expect(readObject(cache, HELLO)?.toString()).toBe("hello\n");
  mkdirSync(folder.at(folder.object(`${HELLO}.dir`)));
  expect(() => readObject(cache, `${HELLO}.dir`)).toThrow(
    `could not read ${folder.at(folder.object(`${HELLO}.dir`))}`,
  );
});

test("an object of mode 0444 and the right size is believed; any other is hashed, and protected if right", async () => {
  const { folder, cache, keep, damaged } = openCache();
  expect(await holds(cache, HELLO, 6, pulse)).toBe(false);
  keep(HELLO, "hellO\n");
  expect(await holds(cache, HELLO, 6, pulse)).toBe(true);
  expect(await holds(cache, HELLO, undefined, pulse)).toBe(true);
  keep(HELLO, "hello\n", 0o644);
  expect(await holds(cache, HELLO, 6, pulse)).toBe(true);
  expect(folder.mode(folder.object(HELLO))).toBe(0o444);
  const list = hashBytes(Buffer.from("[]"));
  keep(`${list}.dir`, "[]", 0o666);
  expect(await holds(cache, `${list}.dir`, undefined, pulse)).toBe(true);
  expect(folder.there(".dvc/cache/files/fettle")).toBe(false);
  keep(HELLO, "hellO\n", 0o664);
  expect(await holds(cache, HELLO, 6, pulse)).toBe(false);
  expect(folder.text(damaged(HELLO))).toBe("hellO\n");
  keep(HELLO, "hello");
  expect(await holds(cache, HELLO, 6, pulse)).toBe(false);
  expect(folder.text(damaged(HELLO))).toBe("hello");
  expect(folder.there(folder.object(HELLO))).toBe(false);
});

test("a damaged object that cannot be moved away is told", async () => {
  const { folder, cache, keep } = openCache();
  keep(HELLO, "hello");
  folder.put(".dvc/cache/files/fettle", "a file in the way");
  await expect(holds(cache, HELLO, 6, pulse)).rejects.toMatchObject({
    code: "FILE_FAILED",
    message: expect.stringContaining(`could not move ${objectPath(cache, HELLO)}`),
  });
});

test("a path that leads nowhere or through a file has nothing, and one that cannot be followed is told", () => {
  const { folder } = openCache();
  folder.put("a");
  expect(statOf(folder.at("a"))?.isFile()).toBe(true);
  expect(statOf(folder.at("none"))).toBeUndefined();
  expect(statOf(folder.at("a/b"))).toBeUndefined();
  expect(() => statOf(folder.at("x".repeat(300)))).toThrow("could not read");
});

test("a folder for unfinished files takes away those of processes of this machine that have ended, and no other", async () => {
  const { folder } = openCache();
  const host = hostname().replace(/[^\w.]/g, "_");
  const dead = await endedPid(folder.root);
  const kept = [`elsewhere-${dead}-1`, `${host}-${process.pid}-1`, "damaged"];
  for (const name of [...kept, `${host}-${dead}-1`, `${host}-x-1`]) folder.put(`own/${name}/1`);
  const scratch = openScratch(folder.at("own"));
  expect(scratch.folder).toMatch(
    new RegExp(`^${folder.at("own", `${host}-${process.pid}`)}-[0-9a-f]{8}$`),
  );
  expect(folder.names("own")).toEqual([...kept, scratch.folder.split("/").at(-1)].sort());
  expect([scratch.next(), scratch.next()]).toEqual([`${scratch.folder}/1`, `${scratch.folder}/2`]);
  folder.put(join("own", scratch.folder.split("/").at(-1) as string, "1"));
  scratch.discard();
  scratch.discard();
  expect(folder.names("own")).toEqual([...kept].sort());
  folder.put("file");
  expect(() => openScratch(folder.at("file"))).toThrow(`could not write ${folder.at("file")}/`);
});

test("a process is alive or not, and what is no number of one is not", async () => {
  expect([isAlive(process.pid), isAlive(1)]).toEqual([true, true]);
  const none = [0, -1, Number.NaN, 1.5, await endedPid("/")];
  expect(none.map(isAlive)).toEqual(none.map(() => false));
});

test("what is kept lies in the cache once it is settled, whole and protected, and nothing is left beside it", async () => {
  const { folder, cache, keep, damaged } = openCache();
  const large = Buffer.alloc(BUFFER_BYTES + 5, "large");
  const moved: number[] = [];
  const keeper = openKeeper(
    cache,
    3,
    createPulse(undefined, (bytes) => void moved.push(bytes)),
  );
  const hello = { md5: HELLO, size: 6 };
  const size = large.length;
  const big = { md5: hashBytes(large), size };
  const path = folder.put("large", large);
  expect(await keeper.keepFile(folder.put("a", "hello\n"))).toEqual(hello);
  expect(await keeper.keepFile(folder.put("b", "hello\n"), { size: 6, likelyKept: true })).toEqual(
    hello,
  );
  expect(await keeper.keepFile(path, { size, likelyKept: false })).toEqual(big);
  expect(await keeper.keepFile(path, { size, likelyKept: true })).toEqual(big);
  expect(await keeper.keepFile(path)).toEqual(big);
  const list = `${hashBytes(Buffer.from("[]"))}.dir`;
  expect(await keeper.keepBytes(Buffer.from("[]"), ".dir")).toBe(list);
  expect(await keeper.keepBytes(Buffer.from("[]"), ".dir")).toBe(list);
  expect(moved.slice(0, 2)).toEqual([6, 6]);
  expect(existsSync(cache.folder)).toBe(false);
  await keeper.settle();
  for (const [md5, content] of [
    [HELLO, "hello\n"],
    [big.md5, large.toString()],
    [list, "[]"],
  ] as const) {
    expect(folder.text(folder.object(md5))).toBe(content);
    expect(folder.mode(folder.object(md5))).toBe(0o444);
  }
  await keeper.settle();
  keeper.discard();
  expect(folder.names(".dvc/cache/files/fettle")).toEqual([]);
  // A second keeper takes what is there, and replaces what is wrong.
  const { ino } = statSync(objectPath(cache, big.md5));
  keep(HELLO, "hellO\n", 0o644);
  const again = openKeeper(cache, 3, pulse);
  expect(await again.keepFile(folder.at("a"))).toEqual(hello);
  expect(await again.keepFile(path, { size, likelyKept: true })).toEqual(big);
  expect(await again.keepFile(path, { size, likelyKept: false })).toEqual(big);
  expect(await again.keepBytes(Buffer.from("[]"), ".dir")).toBe(list);
  await again.settle();
  again.discard();
  expect(folder.text(folder.object(HELLO))).toBe("hello\n");
  expect(folder.text(damaged(HELLO))).toBe("hellO\n");
  expect(statSync(objectPath(cache, big.md5)).ino).toBe(ino);
});

test("an object whose mode is not DVC's but whose bytes are right is taken as it is", async () => {
  const { folder, cache, keep } = openCache();
  keep(HELLO, "hello\n", 0o600);
  const { ino } = statSync(objectPath(cache, HELLO));
  const keeper = openKeeper(cache, 1, pulse);
  expect(await keeper.keepFile(folder.put("a", "hello\n"))).toEqual({ md5: HELLO, size: 6 });
  await keeper.settle();
  expect(statSync(objectPath(cache, HELLO)).ino).toBe(ino);
  expect(folder.mode(folder.object(HELLO))).toBe(0o444);
});

test.each([
  ["in one call of sync", 200, "", ["-f"]],
  ["in a call of sync that fails", 200, "exit 1", ["-f"]],
  ["without a call, where they are few", 199, "", []],
])("of many files the disk is synced %s", async (_how, files, then, called) => {
  const { folder, cache } = openCache();
  const said = folder.at("said");
  folder.put("bin/sync", `#!/bin/sh\nprintf '%s\\n' "$@" >> '${said}'\n${then}\n`, 0o755);
  vi.stubEnv("PATH", `${folder.at("bin")}:${process.env["PATH"]}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  const keeper = openKeeper(cache, files, pulse);
  await keeper.settle();
  expect(folder.there("said")).toBe(false);
  const { md5 } = await keeper.keepFile(folder.put("a", "hello\n"));
  await keeper.settle();
  const [own] = folder.names(".dvc/cache/files/fettle");
  keeper.discard();
  expect(folder.there("said") ? folder.text("said") : "").toBe(
    called.map((flag) => `${flag}\n${folder.at(".dvc/cache/files/fettle", own ?? "")}\n`).join(""),
  );
  expect(md5).toBe(HELLO);
  expect(folder.text(folder.object(HELLO))).toBe("hello\n");
});

test("of many files each is synced where the machine has no program for all", async () => {
  const { folder, cache } = openCache();
  vi.stubEnv("PATH", folder.at("none"));
  onTestFinished(() => void vi.unstubAllEnvs());
  const keeper = openKeeper(cache, 200, pulse);
  await keeper.keepFile(folder.put("a", "hello\n"));
  await keeper.settle();
  keeper.discard();
  expect(folder.text(folder.object(HELLO))).toBe("hello\n");
});

test("what was not settled goes, and what could not be read or put in place is told", async () => {
  const { folder, cache } = openCache();
  const keeper = openKeeper(cache, 1, pulse);
  await keeper.keepFile(folder.put("a", "hello\n"));
  await expect(keeper.keepFile(folder.at("none"))).rejects.toMatchObject({ code: "FILE_MISSING" });
  await expect(keeper.keepFile(folder.root)).rejects.toMatchObject({
    message: expect.stringContaining(`could not read ${folder.root}`),
  });
  folder.put(".dvc/cache/files/md5", "a file in the way");
  await expect(keeper.settle()).rejects.toMatchObject({
    message: expect.stringContaining(`could not write ${objectPath(cache, HELLO)}`),
  });
  keeper.discard();
  expect(folder.names(".dvc/cache/files/fettle")).toEqual([]);
  await expect(keeper.keepBytes(Buffer.from("x"), "")).rejects.toMatchObject({
    message: expect.stringContaining(".dvc/cache/files/fettle/"),
  });
});

test.each([
  ["small", Buffer.from("hello\n")],
  ["large", Buffer.alloc(BUFFER_BYTES * 2 + 1, "many")],
])(
  "a %s object is taken whole, as a file of the person's own; a damaged one is not",
  async (_, bytes) => {
    const { folder, cache, keep, damaged } = openCache();
    const scratch = openScratch(folder.at("scratch"));
    const left = () => folder.names(`scratch/${scratch.folder.split("/").at(-1)}`);
    const md5 = hashBytes(bytes);
    const to = folder.at("deep/er/x");
    const take = (executable: boolean) =>
      takeObject(cache, { md5, executable }, to, { scratch, pulse });
    const mode = 0o666 & ~process.umask();
    expect(await take(false)).toBe("absent");
    expect(folder.there("deep")).toBe(false);
    keep(md5, bytes);
    expect(await take(false)).toBe("taken");
    expect(folder.text("deep/er/x")).toBe(bytes.toString());
    expect(folder.mode("deep/er/x")).toBe(mode);
    folder.put("deep/er/x", "old");
    expect(await take(true)).toBe("taken");
    expect(folder.text("deep/er/x")).toBe(bytes.toString());
    expect(folder.mode("deep/er/x")).toBe(mode | 0o100);
    keep(md5, Buffer.concat([bytes.subarray(1), Buffer.from("!")]));
    folder.put("deep/er/x", "old");
    expect(await take(false)).toBe("damaged");
    expect(folder.text("deep/er/x")).toBe("old");
    expect(folder.there(folder.object(md5))).toBe(false);
    expect(folder.text(damaged(md5))).toMatch(/!$/);
    expect(left()).toEqual([]);
    keep(md5, bytes);
    const inTheWay = folder.at("way");
    folder.put("way/x");
    await expect(
      takeObject(cache, { md5, executable: false }, inTheWay, { scratch, pulse }),
    ).rejects.toMatchObject({ message: expect.stringContaining(`could not write ${inTheWay}`) });
    expect(left()).toEqual([]);
  },
);

test("an object that cannot be read is told, and leaves nothing", async () => {
  const { folder, cache } = openCache();
  mkdirSync(objectPath(cache, HELLO), { recursive: true });
  const scratch = openScratch(folder.at("scratch"));
  const taking = takeObject(cache, { md5: HELLO, executable: false }, folder.at("x"), {
    scratch,
    pulse,
  });
  await expect(taking).rejects.toMatchObject({
    message: expect.stringContaining(`could not copy ${objectPath(cache, HELLO)}`),
  });
  expect(folder.there("x")).toBe(false);
});

const otherDisk =
  existsSync("/dev/shm") && statSync("/dev/shm").dev !== statSync("/tmp").dev
    ? "/dev/shm"
    : undefined;

test.skipIf(otherDisk === undefined)("a file goes to another disk by a copy, in one step", () => {
  const { folder } = openCache();
  const to = join(otherDisk as string, `fettle-${process.pid}`);
  mkdirSync(to);
  onTestFinished(() => rmSync(to, { recursive: true, force: true }));
  moveFile(folder.put("a", "hello\n"), join(to, "a"));
  expect(folder.there("a")).toBe(false);
  moveFile(join(to, "a"), folder.at("b"));
  expect(folder.text("b")).toBe("hello\n");
  expect(existsSync(join(to, "a"))).toBe(false);
  expect(folder.names(".")).toEqual(["b"]);
  expect(() => moveFile(folder.at("none"), join(to, "x"))).toThrow("ENOENT");
});
