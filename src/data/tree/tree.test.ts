import { execFileSync } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  mkdirSync,
  openSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { type DataFolder, openDataFolder } from "#test/data-folder";
import {
  BUFFER_BYTES,
  createPulse,
  findTree,
  hashAndCopy,
  hashBytes,
  hashFile,
  hashTree,
  type Pulse,
  readSmall,
} from "./index.ts";

/** A pulse that is always due, or never, and counts. */
function countedPulse(due = true): Pulse & { rests: number; bytes: number } {
  return {
    rests: 0,
    bytes: 0,
    due: () => due,
    async rest() {
      this.rests += 1;
    },
    moved(bytes) {
      this.bytes += bytes;
    },
  };
}

function found(folder: DataFolder, path: string, relpath: string, more: object = {}) {
  const { size, mtimeMs } = statSync(folder.at(path));
  return { relpath, size, mtimeMs, executable: false, link: false, ...more };
}

const open = () => openDataFolder({ git: false });

test("of a folder all files are found, with links resolved; links to folders are told, what is ignored is not", async () => {
  const folder = open();
  folder.put("d/a", "12");
  folder.put("d/sub/deep/b", "345");
  folder.put("d/skip/c");
  folder.put("d/a.tmp");
  folder.put("d/run", "1", 0o744);
  mkdirSync(folder.at("d/empty"));
  folder.put("elsewhere/x", "6789");
  symlinkSync(folder.at("elsewhere/x"), folder.at("d/link"));
  symlinkSync(folder.at("elsewhere"), folder.at("d/sub/linked"));
  symlinkSync(folder.at("elsewhere"), folder.at("d/linked.tmp"));
  const asked: [string, boolean][] = [];
  const seen: string[] = [];
  const pulse = countedPulse();
  const tree = await findTree(folder.at("d"), {
    pulse,
    ignored(relpath, isFolder) {
      asked.push([relpath, isFolder]);
      return relpath === "skip" || relpath.endsWith(".tmp");
    },
    onFile: (relpath) => void seen.push(relpath),
  });
  const files = [...tree.files].sort((a, b) => (a.relpath < b.relpath ? -1 : 1));
  expect({ ...tree, files }).toEqual({
    path: folder.at("d"),
    folder: true,
    files: [
      found(folder, "d/a", "a"),
      found(folder, "elsewhere/x", "link", { link: true }),
      found(folder, "d/run", "run", { executable: true }),
      found(folder, "d/sub/deep/b", "sub/deep/b"),
    ],
    size: 10,
    linkedFolders: ["sub/linked"],
  });
  expect(seen.sort()).toEqual(["a", "link", "run", "sub/deep/b"]);
  expect(asked.sort()).toEqual([
    ["a", false],
    ["a.tmp", false],
    ["empty", true],
    ["link", false],
    ["linked.tmp", false],
    ["run", false],
    ["skip", true],
    ["sub", true],
    ["sub/deep", true],
    ["sub/deep/b", false],
    ["sub/linked", false],
  ]);
  // Once for each that counts, and the link to a folder.
  expect(pulse.rests).toBe(5);
  const all = await findTree(folder.at("d"), { pulse });
  expect(all.files).toHaveLength(6);
});

test("a single file has the empty path, whoever may execute it, and a link to one is told as one", async () => {
  const folder = open();
  folder.put("a", "123");
  symlinkSync(folder.at("a"), folder.at("link"));
  const whole = (path: string, more: object) => ({
    path: folder.at(path),
    folder: false,
    files: [found(folder, "a", "", more)],
    size: 3,
    linkedFolders: [],
  });
  const pulse = countedPulse();
  expect(await findTree(folder.at("a"), { pulse })).toEqual(whole("a", {}));
  expect(await findTree(folder.at("link"), { pulse })).toEqual(whole("link", { link: true }));
  for (const mode of [0o100, 0o010, 0o001]) {
    execFileSync("chmod", [(0o600 | mode).toString(8), folder.at("a")]);
    const { files } = await findTree(folder.at("a"), { pulse });
    expect(files.map(({ executable }) => executable)).toEqual([true]);
  }
});

test("what is no file is refused, each by its kind", async () => {
  const folder = open();
  folder.put("d/x");
  execFileSync("mkfifo", [folder.at("pipe")]);
  symlinkSync("/dev/null", folder.at("device"));
  symlinkSync("nowhere", folder.at("broken"));
  symlinkSync("loop", folder.at("loop"));
  symlinkSync(folder.at("d"), folder.at("linked"));
  const server = createServer().listen(folder.at("socket"));
  await once(server, "listening");
  const pulse = countedPulse();
  for (const [name, kind] of [
    ["pipe", "a pipe"],
    ["device", "a device"],
    ["broken", "a link that leads nowhere"],
    ["loop", "a link that leads nowhere"],
    ["linked", "a link to a folder"],
    ["socket", "a socket"],
  ] as const)
    await expect(findTree(folder.at(name), { pulse })).rejects.toMatchObject({
      code: "DATA_KIND",
      message: `${folder.at(name)} is ${kind}; only files and folders can be added`,
    });
  server.close();
  mkdirSync(folder.at("e"));
  symlinkSync("loop", folder.at("e/loop"));
  await expect(findTree(folder.at("e"), { pulse })).rejects.toMatchObject({
    message: expect.stringContaining("e/loop is a link that leads nowhere"),
  });
  symlinkSync(folder.at("d/x/y"), folder.at("through"));
  await expect(findTree(folder.at("through"), { pulse })).rejects.toMatchObject({
    code: "FILE_FAILED",
    message: expect.stringContaining(`could not read ${folder.at("through")}`),
  });
});

test("a folder that goes while it is walked is told", async () => {
  const folder = open();
  folder.put("d/a");
  folder.put("d/sub/b");
  const onFile = (): void => rmSync(folder.at("d/sub"), { recursive: true, force: true });
  const walking = findTree(folder.at("d"), { pulse: countedPulse(), onFile });
  await expect(walking).rejects.toMatchObject({
    code: "FILE_MISSING",
    message: expect.stringContaining(folder.at("d/sub")),
  });
});

test("a name that is not UTF-8 is refused, and the sign that stands for such letters is not", async () => {
  const folder = open();
  folder.put("d/\ufffd", "1");
  const pulse = countedPulse();
  expect((await findTree(folder.at("d"), { pulse })).files).toHaveLength(1);
  writeFileSync(Buffer.concat([Buffer.from(`${folder.at("d")}/`), Buffer.from([0x61, 0xff])]), "");
  await expect(findTree(folder.at("d"), { pulse })).rejects.toMatchObject({
    code: "DATA_NAME",
    message: `cannot add ${folder.at("d")}/a\ufffd: the name is not UTF-8`,
  });
});

test("the hashes of a folder are those of its files, and its own that of their list", async () => {
  const folder = open();
  folder.put("d/b/x", "hello\n", 0o755);
  folder.put("d/a", "");
  const pulse = countedPulse();
  const tree = await findTree(folder.at("d"), { pulse });
  pulse.rests = 0;
  const paths: string[] = [];
  const hashed = await hashTree(tree, pulse, (path) => {
    paths.push(path);
    return hashFile(path, createPulse());
  });
  const list =
    '[{"md5": "d41d8cd98f00b204e9800998ecf8427e", "relpath": "a"}, ' +
    '{"md5": "b1946ac92492d2347c6235b4d2611184", "relpath": "b/x"}]';
  const { mtimeMs } = statSync(folder.at("d/b/x"));
  expect(paths.sort()).toEqual([folder.at("d/a"), folder.at("d/b/x")]);
  expect(pulse.rests).toBe(2);
  expect(hashed).toMatchObject({
    md5: `${hashBytes(Buffer.from(list))}.dir`,
    size: 6,
    files: 2,
    executable: false,
    list: Buffer.from(list),
  });
  expect(hashed.found.get("b/x")).toEqual({
    md5: "b1946ac92492d2347c6235b4d2611184",
    size: 6,
    mtimeMs,
  });
  expect([...hashed.found.keys()].sort()).toEqual(["a", "b/x"]);
});

test("the hash of a single file is its own, with what was seen of it", async () => {
  const folder = open();
  folder.put("run", "hello\n", 0o755);
  const pulse = countedPulse();
  const tree = await findTree(folder.at("run"), { pulse });
  const md5 = "b1946ac92492d2347c6235b4d2611184";
  expect(await hashTree(tree, pulse, (path) => hashFile(path, pulse))).toEqual({
    md5,
    size: 6,
    files: undefined,
    executable: true,
    found: new Map([["", { md5, size: 6, mtimeMs: statSync(folder.at("run")).mtimeMs }]]),
    list: undefined,
  });
  mkdirSync(folder.at("empty"));
  const none = await findTree(folder.at("empty"), { pulse });
  expect(await hashTree(none, pulse, (path) => hashFile(path, pulse))).toMatchObject({
    md5: "d751713988987e9331980363e24189ce.dir",
    size: 0,
    files: 0,
    list: Buffer.from("[]"),
  });
});

test("a file of many buffers is hashed and copied whole, with a rest and a word after each", async () => {
  const folder = open();
  const bytes = Buffer.alloc(2 * BUFFER_BYTES + 7, "0123456789abc");
  folder.put("big", bytes);
  const expected = { md5: hashBytes(bytes), size: bytes.length };
  const hashing = countedPulse();
  expect(await hashFile(folder.at("big"), hashing)).toEqual(expected);
  expect([hashing.rests, hashing.bytes]).toEqual([3, bytes.length]);
  const copying = countedPulse();
  const into = openSync(folder.at("copy"), "w");
  expect(await hashAndCopy(folder.at("big"), into, copying)).toEqual(expected);
  closeSync(into);
  expect(folder.text("copy")).toBe(bytes.toString());
  expect([copying.rests, copying.bytes]).toEqual([3, bytes.length]);
});

test("nobody rests before it is due", async () => {
  const folder = open();
  folder.put("d/a");
  const pulse = countedPulse(false);
  const tree = await findTree(folder.at("d"), { pulse });
  await hashTree(tree, pulse, (path) => hashFile(path, pulse));
  expect([pulse.rests, pulse.bytes]).toEqual([0, 3]);
});

test("a small file is read whole; one that fills the buffer is not small", () => {
  const folder = open();
  expect(readSmall(folder.put("empty", ""))?.length).toBe(0);
  expect(readSmall(folder.put("a", "abc"))?.toString()).toBe("abc");
  const most = Buffer.alloc(BUFFER_BYTES - 1, "xy");
  expect(readSmall(folder.put("most", most))?.equals(most)).toBe(true);
  expect(readSmall(folder.put("full", Buffer.alloc(BUFFER_BYTES)))).toBeUndefined();
});

test("a rest lets others have their turn, and throws once the signal has fired", async () => {
  const stop = new AbortController();
  const moved: number[] = [];
  const pulse = createPulse(stop.signal, (bytes) => void moved.push(bytes));
  let turned = false;
  setImmediate(() => {
    turned = true;
  });
  await pulse.rest();
  expect(turned).toBe(true);
  pulse.moved(7);
  expect(moved).toEqual([7]);
  createPulse().moved(1);
  stop.abort(new Error("enough"));
  await expect(pulse.rest()).rejects.toThrow("enough");
});
