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
