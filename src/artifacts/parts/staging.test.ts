import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStaging, type Staged } from "./staging.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fettle-staging-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function* bytes(...pieces: string[]) {
  for (const piece of pieces) yield Buffer.from(piece);
}

/** Parts of a small upload, taken in one after the other; their tags. */
async function takeIn(...contents: string[]): Promise<string[]> {
  const staging = openStaging(folder);
  const tags: string[] = [];
  for (const [i, content] of contents.entries()) {
    const part = { number: i + 1, last: i + 1 === contents.length, length: content.length };
    tags.push(await staging.take(part, bytes(content)));
  }
  return tags;
}

test("a process that comes after finds the parts, and where the next one belongs", async () => {
  const [first = ""] = await takeIn("aaaa", "bbbb");
  const staging = openStaging(folder);
  const last = { number: 3, last: true, length: 2 };
  const third = await staging.take(last, bytes("c", "c"));
  const one = (await staging.find(1, first)) as Staged;
  expect([one.at, (await staging.find(3, third))?.at]).toEqual([0, 8]);
  expect(await staging.find(2, first)).toBeUndefined();
});

test("a part that the disk lost, with the machine, is not found by the process after", async () => {
  const [one = "", two = ""] = await takeIn("aaaa", "bbbb");
  writeFileSync(join(folder, "content"), "aaaa\0\0\0\0");
  appendFileSync(join(folder, "arrived"), '{"number":3,"tag":"half');
  const staging = openStaging(folder);
  expect((await staging.find(1, one))?.at).toBe(0);
  expect(await staging.find(2, two)).toBeUndefined();
  // Sent once more, it is a file by itself.
  const again = await staging.take({ number: 2, last: true, length: 4 }, bytes("bbbb"));
  const parts = [await staging.find(1, one), await staging.find(2, again)] as Staged[];
  expect(await staging.whole(parts)).toBeUndefined();
  expect((await buffer(staging.read(parts))).toString()).toBe("aaaabbbb");
});

test("an attempt beside another of the same part touches nothing of it", async () => {
  const staging = openStaging(folder);
  const part = { number: 1, last: false, length: 4 };
  let goOn: () => void = () => {};
  const waits = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const slow = staging.take(
    part,
    (async function* () {
      yield Buffer.from("sl");
      await waits;
      yield Buffer.from("ow");
    })(),
  );
  const quick = await staging.take(part, bytes("fast"));
  goOn();
  const read = async (tag: string) =>
    (await buffer(staging.read([(await staging.find(1, tag)) as Staged]))).toString();
  expect([await read(await slow), await read(quick)]).toEqual(["slow", "fast"]);
});

test("a last part that broke off longer than the one that follows leaves nothing behind", async () => {
  const staging = openStaging(folder);
  const one = await staging.take({ number: 1, last: false, length: 4 }, bytes("aaaa"));
  const breaks = (async function* () {
    yield Buffer.from("xxx");
    throw new Error("broke off");
  })();
  await expect(staging.take({ number: 2, last: true, length: 4 }, breaks)).rejects.toThrow();
  const two = await staging.take({ number: 2, last: true, length: 1 }, bytes("b"));
  const parts = [await staging.find(1, one), await staging.find(2, two)] as Staged[];
  expect((await staging.whole(parts))?.size).toBe(5);
  expect((await buffer(staging.read(parts))).toString()).toBe("aaaab");
});

test("a part by itself that broke off leaves no file, and one beside it leaves the first its place", async () => {
  const staging = openStaging(folder);
  const breaking = async function* () {
    yield Buffer.from("xx");
    throw new Error("broke off");
  };
  const unsaid = { number: 1, last: false, length: undefined };
  await expect(staging.take(unsaid, breaking())).rejects.toThrow("broke off");
  expect(readdirSync(folder)).toEqual([]);
  const part = { number: 1, last: false, length: 4 };
  const first = await staging.take(part, bytes("aaaa"));
  await expect(staging.take(part, breaking())).rejects.toThrow("broke off");
  const again = await staging.take(part, bytes("bbbb"));
  const found = [await staging.find(1, first), await staging.find(1, again)] as Staged[];
  expect(found).toEqual([
    { number: 1, tag: first, at: 0, size: 4, crc: expect.any(Number) },
    { number: 1, tag: again, size: 4, crc: expect.any(Number) },
  ]);
  expect((await buffer(staging.read(found))).toString()).toBe("aaaabbbb");
  expect(readdirSync(folder).sort()).toEqual([`1-${again}`, "arrived", "content"]);
});

test("an empty part is a file by itself, and a last one alone has its place", async () => {
  const staging = openStaging(folder);
  const empty = await staging.take({ number: 1, last: false, length: 0 }, bytes());
  const last = await staging.take({ number: 2, last: true, length: 3 }, bytes("bbb"));
  const parts = [await staging.find(1, empty), await staging.find(2, last)] as Staged[];
  expect(parts.map(({ at, size }) => [at, size])).toEqual([
    [undefined, 0],
    [undefined, 3],
  ]);
  expect((await buffer(staging.read(parts))).toString()).toBe("bbb");
  const after = openStaging(folder);
  expect([await after.find(1, empty), await after.find(2, last)]).toEqual(parts);
  rmSync(join(folder, `2-${last}`));
  expect(await openStaging(folder).find(2, last)).toBeUndefined();
  expect(await after.find(2, last)).toEqual(parts[1]);
});

/** In the middle of it, what the disk holds of the parts is lost. */
async function* withoutFile(size: number) {
  yield Buffer.alloc(size);
  rmSync(join(folder, "content"));
}

test("what is synced on the way and fails is told to the next part and to the completion", async () => {
  const SYNC_EVERY = 32 * 1024 * 1024;
  for (const [size, fails] of [
    [SYNC_EVERY - 1, false],
    [SYNC_EVERY, true],
  ] as const) {
    rmSync(folder, { recursive: true });
    const staging = openStaging(folder);
    const one = await staging.take({ number: 1, last: false, length: size }, withoutFile(size));
    const two = staging.take({ number: 2, last: false, length: size }, bytes("b"));
    const whole = async () => staging.whole([(await staging.find(1, one)) as Staged]);
    if (fails) {
      await expect(two).rejects.toMatchObject({ code: "ENOENT" });
      await expect(whole()).rejects.toMatchObject({ code: "ENOENT" });
    } else {
      await two;
      expect(await whole()).toEqual({ path: join(folder, "content"), size });
    }
  }
});

test("the whole is read-only from the first completion on, which may be sent again", async () => {
  const staging = openStaging(folder);
  const one = await staging.take({ number: 1, last: true, length: 4 }, bytes("aaaa"));
  const parts = [await staging.find(1, one)] as Staged[];
  const whole = (await staging.whole(parts)) as { path: string; size: number };
  const before = statSync(whole.path);
  expect(before.mode & 0o777).toBe(0o444);
  expect(await staging.whole(parts)).toEqual(whole);
  // Who may not write it can still complete: nothing was cut or changed again.
  expect(statSync(whole.path)).toMatchObject({ mode: before.mode, ctimeMs: before.ctimeMs });
});

test("a part that comes again after the whole was placed is kept apart from it", async () => {
  const staging = openStaging(folder);
  const one = await staging.take({ number: 1, last: true, length: 4 }, bytes("aaaa"));
  const whole = await staging.whole([(await staging.find(1, one)) as Staged]);
  // The machine stopped before the journal was written down.
  rmSync(join(folder, "arrived"));
  const after = openStaging(folder);
  const again = await after.take({ number: 1, last: true, length: 4 }, bytes("bbbb"));
  expect(readFileSync(whole?.path ?? "", "utf8")).toBe("aaaa");
  const parts = [(await after.find(1, again)) as Staged];
  expect(await after.whole(parts)).toBeUndefined();
  expect((await buffer(after.read(parts))).toString()).toBe("bbbb");
});

test("a process that comes after finds the places by a later part alone", async () => {
  const first = openStaging(folder);
  await first.take({ number: 1, last: false, length: 4 }, bytes("aaaa"));
  await first.take({ number: 4, last: false, length: 4 }, bytes("dddd"));
  const staging = openStaging(folder);
  const two = await staging.take({ number: 2, last: false, length: 4 }, bytes("bbbb"));
  const short = await staging.take({ number: 3, last: false, length: 3 }, bytes("ccc"));
  const last = await staging.take({ number: 5, last: true, length: 5 }, bytes("eeeee"));
  const places = [two, short, last].map((tag, i) => staging.find([2, 3, 5][i] ?? 0, tag));
  expect((await Promise.all(places)).map((part) => part?.at)).toEqual([4, undefined, undefined]);
});
