import { chmodSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import { localFolder, verifyFolder } from "./index.ts";

const MIB = 1024 * 1024;
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "fettle-damaged-"));
});
afterEach(() => rmSync(root, { recursive: true }));

const store = () => localFolder(root, true);
const bytesOf = (length: number) => Buffer.from(Array.from({ length }, (_, i) => (i * 7919) >> 3));
const put = (path: string, bytes: Buffer) =>
  store().put(
    path,
    (async function* () {
      for (let at = 0; at < bytes.length; at += 70_000) yield bytes.subarray(at, at + 70_000);
    })(),
  );
const flip = (path: string, at: number) => {
  const bytes = readFileSync(join(root, path));
  bytes[at] = (bytes[at] as number) ^ 16;
  chmodSync(join(root, path), 0o644);
  writeFileSync(join(root, path), bytes);
};
/** What is given of a file, and whether it ended as damaged. */
const read = async (path: string, from: number, to: number) => {
  const file = await store().open(path);
  const given: Buffer[] = [];
  try {
    const body = file?.body(from, to);
    if (body instanceof Uint8Array) given.push(Buffer.from(body));
    else for await (const piece of body as Readable) given.push(piece as Buffer);
    return { bytes: Buffer.concat(given), damaged: false };
  } catch (error) {
    expect(error).toMatchObject({ code: "OBJECT_DAMAGED", status: 409 });
    return { bytes: Buffer.concat(given), damaged: true };
  }
};
const verify = () => verifyFolder(root, { goOn: async () => true });

test("no byte of a MiB with a flipped bit is given, and those of the others are", async () => {
  const bytes = bytesOf(3 * MIB + 77);
  await put("run/large", bytes);
  const whole = await read("run/large", 0, bytes.length);
  expect(whole.damaged).toBe(false);
  expect(whole.bytes.equals(bytes)).toBe(true);
  flip("run/large", 2 * MIB + 5);
  const cut = await read("run/large", 0, bytes.length);
  expect(cut.damaged).toBe(true);
  expect(cut.bytes.equals(bytes.subarray(0, 2 * MIB))).toBe(true);
  const near = await read("run/large", 2 * MIB + 100, 2 * MIB + 200);
  expect(near).toEqual({ bytes: Buffer.alloc(0), damaged: true });
  const far = await read("run/large", 3 * MIB - 0, bytes.length);
  expect(far.bytes.equals(bytes.subarray(3 * MIB))).toBe(true);
  const across = await read("run/large", MIB - 50, MIB + 400_000);
  expect(across.bytes.equals(bytes.subarray(MIB - 50, MIB + 400_000))).toBe(true);
});

test("a small file, one that is shared, one that was moved and one that is shorter are told as well", async () => {
  await put("a/small", bytesOf(1000));
  await put("a/twin", bytesOf(1000));
  await put("a/other", bytesOf(500));
  await store().move("a/twin", "b/moved");
  flip("a/small", 0);
  truncateSync(join(root, "a", "other"), 400);
  for (const path of ["a/small", "b/moved", "a/other"])
    expect(await read(path, 0, 10), path).toMatchObject({ damaged: true });
  const { damaged } = await verify();
  expect(damaged.map(({ path, at }) => `${path} ${at}`).sort()).toEqual(["a/other 0", "a/small 0"]);
});

test("what has no sums is served and counted, and gets them in idle time; a healthy folder raises no alarm", async () => {
  await put("a/known", bytesOf(2 * MIB));
  writeFileSync(join(root, "a", "foreign"), "put here by a person");
  expect(await verify()).toEqual({ files: 2, unknown: 1, damaged: [] });
  await verifyFolder(root, { onlyNew: true, goOn: async () => true });
  expect(await verify()).toEqual({ files: 2, unknown: 0, damaged: [] });
  flip("a/foreign", 3);
  expect((await verify()).damaged).toEqual([{ path: "a/foreign", at: 0 }]);
});

test("a broken file of sums condemns nothing", async () => {
  await put("a/known", bytesOf(2000));
  writeFileSync(join(root, ".fettle", "sums.db"), "no database at all".repeat(300));
  rmSync(join(root, ".fettle", "sums.db-wal"), { force: true });
  expect(await read("a/known", 0, 2000)).toMatchObject({ damaged: false });
  expect((await verify()).damaged).toEqual([]);
});
