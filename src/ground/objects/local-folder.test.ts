import {
  existsSync,
  mkdirSync,
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
import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type LocalFolder, localFolder } from "./local-folder.ts";
import type { OpenedObject } from "./object-store.ts";

let root: string;
let own: LocalFolder;
let other: LocalFolder;
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), "fettle-objects-"));
  root = join(folder, "own");
  mkdirSync(root);
  mkdirSync(join(folder, "other"));
  own = localFolder(root, true);
  other = localFolder(join(folder, "other"), false);
});
afterEach(() => rmSync(join(root, ".."), { recursive: true, force: true }));

const text = (words: string): Readable => Readable.from([Buffer.from(words)]);
const large = (fill: number): Readable =>
  Readable.from(Array.from({ length: 12 }, () => Buffer.alloc(256 * 1024, fill)));
const inode = (path: string): number => statSync(join(root, path)).ino;
async function bytesOf(file: OpenedObject | undefined, from = 0, to = file?.size ?? 0) {
  const body = file?.body(from, to);
  if (body === undefined) return undefined;
  if (body instanceof Uint8Array) return Buffer.from(body);
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces);
}

describe("a file that is put", () => {
  test("is there whole and read-only, in folders that were made for it, and opened as it is", async () => {
    for (const store of [own, other]) {
      await store.put("a/b/c.txt", text("hello"));
      const file = await store.open("a/b/c.txt");
      expect([file?.size, (await bytesOf(file, 1, 4))?.toString()]).toEqual([5, "ell"]);
      expect(await store.kindOf("a/b/c.txt")).toBe("file");
      expect(await store.kindOf("a/b")).toBe("folder");
    }
    expect(statSync(join(root, "a/b/c.txt")).mode & 0o777).toBe(0o444);
  });

  test("replaces the one before it, which is asked about first, and no other", async () => {
    const asked: string[] = [];
    const options = (word: string) => ({ beforeReplace: async () => void asked.push(word) });
    await own.put("a", text("one"), options("new"));
    const before = (await own.open("a"))?.tag;
    await own.put("a", text("two"), options("replaced"));
    expect(asked).toEqual(["replaced"]);
    const file = await own.open("a");
    expect(file?.tag).not.toBe(before);
    expect((await bytesOf(file))?.toString()).toBe("two");
    // The same content at the same place is no replacement.
    await own.put("a", large(1));
    await own.put("a", large(1), options("same"));
    expect(asked).toEqual(["replaced"]);
  });

  test("that is refused at the last moment leaves what was there, and nothing beside it", async () => {
    for (const store of [own, other]) {
      await store.put("a", text("one"));
      const refuse = async () => {
        throw new Error("held");
      };
      await expect(store.put("a", text("two"), { beforeReplace: refuse })).rejects.toThrow("held");
      await expect(store.put("b", large(1), { beforePlace: refuse })).rejects.toThrow("held");
      expect((await bytesOf(await store.open("a")))?.toString()).toBe("one");
      expect((await store.list("", {})).entries.map(({ name }) => name)).toEqual(["a"]);
    }
    expect(readdirSync(join(root, "../other"))).toEqual(["a"]);
    expect(readdirSync(join(root, ".fettle", "incoming"))).toEqual([]);
  });

  test("that breaks off leaves nothing", async () => {
    const broken = Readable.from(
      (async function* () {
        yield Buffer.alloc(3_000_000);
        throw new Error("gone");
      })(),
    );
    await expect(own.put("a", broken)).rejects.toThrow("gone");
    expect(await own.open("a")).toBeUndefined();
    expect(readdirSync(join(root, ".fettle", "incoming"))).toEqual([]);
    await own.put("a", text("after"));
    expect((await own.open("a"))?.size).toBe(5);
  });

  test("with the content of another is the same file, in Fettle's own folder alone", async () => {
    for (const store of [own, other])
      for (const name of ["a", "b"]) await store.put(name, large(7));
    expect(inode("a")).toBe(inode("b"));
    expect(inode("../other/a")).not.toBe(inode("../other/b"));
    await own.put("c", large(8));
    expect(inode("c")).not.toBe(inode("a"));
    expect(own.contents).toBeDefined();
    expect(other.contents).toBeUndefined();
  });

  test("takes away no link that a person put there, and follows none", async () => {
    writeFileSync(join(root, "../outside"), "outside");
    mkdirSync(join(root, "../elsewhere"));
    symlinkSync("../outside", join(root, "link"));
    symlinkSync("../elsewhere", join(root, "folder"));
    await expect(own.put("link", text("x"))).rejects.toMatchObject({ code: "OBJECT_INVALID" });
    await expect(own.put("folder/a", text("x"))).rejects.toThrow();
    expect(readFileSync(join(root, "../outside"), "utf8")).toBe("outside");
    expect(readdirSync(join(root, "../elsewhere"))).toEqual([]);
    expect([await own.open("link"), await own.open("folder/a")]).toEqual([undefined, undefined]);
    expect([await own.kindOf("link"), await own.kindOf("folder")]).toEqual([undefined, undefined]);
  });
});

test("a large file is read in any range, a small one at once", async () => {
  const bytes = Buffer.from(Uint8Array.from({ length: 600_000 }, (_, i) => i % 251));
  await own.put("a", Readable.from([bytes]));
  for (const [from, to] of [
    [0, 600_000],
    [5, 262_149],
    [5, 262_150],
    [599_999, 600_000],
    [10, 10],
  ] as const) {
    const found = await bytesOf(await own.open("a"), from, to);
    expect([from, to, found?.equals(bytes.subarray(from, to))]).toEqual([from, to, true]);
  }
});

test("a whole file beside it is adopted by a link, and what it replaces is asked about", async () => {
  mkdirSync(join(root, ".fettle"));
  const part = join(root, ".fettle", "part");
  writeFileSync(part, "whole", { mode: 0o444 });
  await own.adopt("deep/a", part, 5);
  expect(inode("deep/a")).toBe(statSync(part).ino);
  const refuse = async () => {
    throw new Error("held");
  };
  writeFileSync(join(root, ".fettle", "next"), "other", { mode: 0o444 });
  const next = own.adopt("deep/a", join(root, ".fettle", "next"), 5, { beforeReplace: refuse });
  await expect(next).rejects.toThrow("held");
  expect((await bytesOf(await own.open("deep/a")))?.toString()).toBe("whole");
  await expect(own.adopt("b", join(root, "none"), 1)).rejects.toThrow("ENOENT");
});

describe("what is not there", () => {
  const long = "x".repeat(300);
  const none = ["none", "none/a", "file/a", long, `folder/${long}`, `${long}/a`];

  test("is neither opened nor listed, of no kind, not moved, and removed already", async () => {
    await own.put("file", text("1"));
    await own.put("folder/a", text("1"));
    for (const path of none) {
      expect([path, await own.open(path)]).toEqual([path, undefined]);
      expect([path, await own.kindOf(path)]).toEqual([path, undefined]);
      expect([path, await own.list(path, {})]).toEqual([path, { entries: [], next: undefined }]);
      expect([path, await own.move(path, "to")]).toEqual([path, false]);
      await own.remove(path);
    }
    expect(await own.open("folder")).toBeUndefined();
    expect(await own.kindOf("")).toBe("folder");
    expect((await own.list("", {})).entries.map(({ name }) => name)).toEqual(["file", "folder"]);
  });
});

test("files and folders are moved to where no folder was yet, and removed with all in them", async () => {
  await own.put("a/b/c", text("1"));
  expect(await own.move("a/b", "x/y/z")).toBe(true);
  expect([await own.kindOf("a/b"), await own.kindOf("x/y/z/c")]).toEqual([undefined, "file"]);
  await own.remove("x");
  expect(existsSync(join(root, "x"))).toBe(false);
});

test("a list comes by name, in pages, with sizes, and without Fettle's own folder", async () => {
  for (const name of ["b", "a", "c", "B"]) await own.put(name, text(name.repeat(3)));
  await own.put("d/e", text("1"));
  symlinkSync("a", join(root, "link"));
  const first = await own.list("", { limit: 2 });
  expect(first).toEqual({
    entries: [
      { name: "B", folder: false, size: 3 },
      { name: "a", folder: false, size: 3 },
    ],
    next: "a",
  });
  const second = await own.list("", { limit: 3, after: first.next });
  expect([second.entries.map(({ name }) => name), second.next]).toEqual([
    ["b", "c", "d"],
    undefined,
  ]);
  expect(second.entries[2]).toEqual({ name: "d", folder: true, size: 0 });
});

test("the names of a folder of thousands come sorted, however they are asked for", async () => {
  mkdirSync(join(root, "many"));
  const names = Array.from({ length: 5000 }, (_, i) => `f${(i * 7919) % 5000}`);
  for (const name of names) writeFileSync(join(root, "many", name), "");
  const sorted = [...names].sort();
  const found = async (page: { limit?: number; after?: string }) =>
    (await own.list("many", page)).entries.map(({ name }) => name);
  expect(await found({})).toEqual(sorted);
  expect(await found({ limit: 3 })).toEqual(sorted.slice(0, 3));
  expect(await found({ limit: 4990, after: sorted[4] ?? "" })).toEqual(sorted.slice(5, 4995));
});
