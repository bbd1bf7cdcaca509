import {
  chmodSync,
  existsSync,
  linkSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type LocalFolder, localFolder } from "./local-folder.ts";

let folder: string;
let top: string;
let store: LocalFolder;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fettle-objects-"));
  top = join(folder, "own");
  store = localFolder(top, true);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (path: string, body: string | Uint8Array) =>
  store.put(
    path,
    (async function* () {
      yield Buffer.from(body as Uint8Array);
    })(),
  );
const inode = (path: string) => statSync(join(top, path)).ino;
const text = (path: string) => readFileSync(join(top, path), "utf8");
/** The key by which the content of a path is held. */
const keyOf = (path: string): string => {
  const contents = join(top, ".fettle", "contents");
  const held = readdirSync(contents).flatMap((shelf) =>
    readdirSync(join(contents, shelf)).map((name) => [shelf, name] as const),
  );
  const found = held.find(
    ([shelf, name]) => statSync(join(contents, shelf, name)).ino === inode(path),
  );
  return found?.[1] ?? "";
};
const goOn = async () => true;

test("equal contents are one file, read-only, whatever their size", async () => {
  const large = new Uint8Array(600_000).fill(7);
  for (const name of ["a", "b/c"]) {
    await put(`small/${name}`, "same");
    await put(`large/${name}`, large);
  }
  for (const size of ["small", "large"]) {
    expect(inode(`${size}/a`)).toBe(inode(`${size}/b/c`));
    expect(statSync(join(top, size, "a")).mode & 0o777).toBe(0o444);
  }
  await put("small/a", "same");
  expect(readdirSync(join(top, ".fettle", "incoming"))).toEqual([]);
});

test("replacing or deleting one leaves the others as they are", async () => {
  for (const name of ["a", "b", "c"]) await put(`x/${name}`, "same");
  await put("x/a", "other");
  await store.remove("x/b");
  expect([text("x/a"), existsSync(join(top, "x/b")), text("x/c")]).toEqual([
    "other",
    false,
    "same",
  ]);
});

test("a content that somebody has changed on the disk is not given to the next who stores it", async () => {
  await put("x/a", "right");
  chmodSync(join(top, "x/a"), 0o644);
  writeFileSync(join(top, "x/a"), "wrong");
  await put("x/b", "right");
  expect([text("x/a"), text("x/b")]).toEqual(["wrong", "right"]);
});

test("contents that nothing uses any more give their space back", async () => {
  await put("x/a", "kept");
  await put("x/b", "dropped");
  rmSync(join(top, "x/b"));
  const { contents } = store;
  expect(await contents?.sweep(goOn)).toBe(1);
  expect(await contents?.sweep(goOn)).toBe(0);
  await put("x/c", "kept");
  expect(inode("x/a")).toBe(inode("x/c"));
});

test("a folder that is also somebody else's gets plain files, and nothing of Fettle's own", async () => {
  const theirs = localFolder(join(folder, "theirs"), false);
  const bytes = async function* () {
    yield Buffer.from("same");
  };
  await theirs.put("a/b.txt", bytes());
  await theirs.put("c.txt", bytes());
  expect(readdirSync(join(folder, "theirs")).sort()).toEqual(["a", "c.txt"]);
  expect((await theirs.list("", {})).entries.map((entry) => entry.name)).toEqual(["a", "c.txt"]);
});

test("a folder that becomes a link while a file comes in is not followed", async () => {
  const outside = join(folder, "outside");
  await store.put(
    "dir/first",
    (async function* () {
      yield Buffer.from("1");
    })(),
  );
  const body = async function* () {
    yield Buffer.from("half");
    rmSync(join(top, "dir"), { recursive: true });
    symlinkSync(folder, join(top, "dir"));
    yield Buffer.from("whole");
  };
  await expect(store.put("dir/second", body())).rejects.toMatchObject({ code: "ENOTDIR" });
  expect(existsSync(join(folder, "second"))).toBe(false);
  expect(existsSync(outside)).toBe(false);
  rmSync(join(top, "dir"));
});

test("what a person links by hand into the folder is listed and sent as a file", async () => {
  await put("x/a", "same");
  linkSync(join(top, "x/a"), join(top, "x/mine"));
  const opened = await store.open("x/mine");
  expect(Buffer.from(opened?.body(0, 4) as Uint8Array).toString()).toBe("same");
  expect((await store.list("x", {})).entries.map((entry) => entry.name)).toEqual(["a", "mine"]);
});

test("an empty file shares nothing, and a content that is held too often gives way to a new one", async () => {
  for (const name of ["a", "b"]) await put(`x/${name}`, "");
  expect(inode("x/a")).not.toBe(inode("x/b"));
  expect(await store.contents?.sweep(goOn)).toBe(0);
  await put("x/c", "same");
  const { contents } = store;
  const received = { ...{ size: 4, bytes: Buffer.from("same") }, key: keyOf("x/c"), temporary: "" };
  expect(await contents?.share(received, join(top, "x/link"))).toBe(true);
  expect(inode("x/link")).toBe(inode("x/c"));
  await expect(contents?.share(received, join(top, "none/link"))).resolves.toBe(false);
  await expect(contents?.share(received, join(top, "x/link"))).rejects.toMatchObject({
    code: "EEXIST",
  });
  const unknown = { ...received, key: "ab".repeat(32) };
  expect(await contents?.share(unknown, join(top, "x/other"))).toBe(false);
});

test("a held content of another length or other bytes is dropped, small or large", async () => {
  const large = new Uint8Array(3 * 1024 * 1024).fill(7);
  for (const [name, body] of [
    ["small", Buffer.from("right")],
    ["large", large],
  ] as const)
    for (const wrong of [
      body.subarray(1),
      Buffer.concat([body, Buffer.of(7)]),
      Buffer.concat([body.subarray(0, -1), Buffer.of(9)]),
    ]) {
      await put(`${name}/a`, body);
      const held = inode(`${name}/a`);
      chmodSync(join(top, name, "a"), 0o644);
      writeFileSync(join(top, name, "a"), wrong);
      await put(`${name}/b`, body);
      expect(inode(`${name}/b`)).not.toBe(held);
      expect(readFileSync(join(top, name, "b")).equals(body)).toBe(true);
      await put(`${name}/c`, body);
      expect(inode(`${name}/c`)).toBe(inode(`${name}/b`));
      for (const one of ["a", "b", "c"]) rmSync(join(top, name, one));
      expect(await store.contents?.sweep(goOn)).toBe(1);
    }
});

test("a sweep ends where it is told to, and goes on where it is not", async () => {
  for (let i = 0; i < 40; i += 1) await put(`x/${i}`, `content ${i}`);
  const shelves = readdirSync(join(top, ".fettle", "contents")).length;
  rmSync(join(top, "x"), { recursive: true });
  let asked = 0;
  const stop = async () => {
    asked += 1;
    return false;
  };
  const first = (await store.contents?.sweep(stop)) ?? 0;
  expect([asked, first > 0, first < 40]).toEqual([1, true, true]);
  const count = async () => {
    asked += 1;
    return true;
  };
  expect(await store.contents?.sweep(count)).toBe(40 - first);
  expect(asked).toBe(1 + shelves);
  expect(await localFolder(join(folder, "empty"), true).contents?.sweep(goOn)).toBe(0);
});
