import {
  chmodSync,
  existsSync,
  linkSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestServer, type TestServer } from "#test/open-store";
import { localFolder } from "./local-folder.ts";
import { ownStore } from "./place.ts";

const PROXY = "/api/2.0/mlflow-artifacts/artifacts";
let server: TestServer;
let top: string;

beforeEach(async () => {
  server = await openTestServer({ slices: ["lineage", "runs"] });
  top = server.context.store.artifacts;
});
afterEach(() => server.close());

const put = async (path: string, body: string | Uint8Array<ArrayBuffer>) =>
  (await fetch(`${server.url}${PROXY}/${path}`, { method: "PUT", body })).status;
const inode = (path: string) => statSync(join(top, path)).ino;
const text = (path: string) => readFileSync(join(top, path), "utf8");
const goOn = async () => true;

test("equal contents are one file, read-only, whatever their size", async () => {
  const large = new Uint8Array(600_000).fill(7);
  for (const name of ["a", "b/c"]) {
    expect(await put(`small/${name}`, "same")).toBe(200);
    expect(await put(`large/${name}`, large)).toBe(200);
  }
  for (const size of ["small", "large"]) {
    expect(inode(`${size}/a`)).toBe(inode(`${size}/b/c`));
    expect(statSync(join(top, size, "a")).mode & 0o777).toBe(0o444);
  }
  expect(await put("small/a", "same")).toBe(200);
  expect(readdirSync(join(top, ".fettle", "incoming"))).toEqual([]);
});

test("replacing or deleting one leaves the others as they are", async () => {
  for (const name of ["a", "b", "c"]) await put(`x/${name}`, "same");
  await put("x/a", "other");
  await fetch(`${server.url}${PROXY}/x/b`, { method: "DELETE" });
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
  expect(await put("x/b", "right")).toBe(200);
  expect([text("x/a"), text("x/b")]).toEqual(["wrong", "right"]);
});

test("contents that nothing uses any more give their space back", async () => {
  await put("x/a", "kept");
  await put("x/b", "dropped");
  rmSync(join(top, "x/b"));
  const { contents } = ownStore(server.context);
  expect(await contents?.sweep(goOn)).toBe(1);
  expect(await contents?.sweep(goOn)).toBe(0);
  expect(await put("x/c", "kept")).toBe(200);
  expect(inode("x/a")).toBe(inode("x/c"));
});

test("a folder that is also somebody else's gets plain files, and nothing of Fettle's own", async () => {
  const store = localFolder(join(server.folder, "theirs"), false);
  const bytes = async function* () {
    yield Buffer.from("same");
  };
  await store.put("a/b.txt", bytes());
  await store.put("c.txt", bytes());
  expect(readdirSync(join(server.folder, "theirs")).sort()).toEqual(["a", "c.txt"]);
  expect((await store.list("", {})).entries.map((entry) => entry.name)).toEqual(["a", "c.txt"]);
});

test("a folder that becomes a link while a file comes in is not followed", async () => {
  const outside = join(server.folder, "outside");
  const store = ownStore(server.context);
  await store.put(
    "dir/first",
    (async function* () {
      yield Buffer.from("1");
    })(),
  );
  const body = async function* () {
    yield Buffer.from("half");
    rmSync(join(top, "dir"), { recursive: true });
    symlinkSync(server.folder, join(top, "dir"));
    yield Buffer.from("whole");
  };
  await expect(store.put("dir/second", body())).rejects.toMatchObject({ code: "ENOTDIR" });
  expect(existsSync(join(server.folder, "second"))).toBe(false);
  expect(existsSync(outside)).toBe(false);
  rmSync(join(top, "dir"));
});

test("what a person links by hand into the folder is listed and sent as a file", async () => {
  await put("x/a", "same");
  linkSync(join(top, "x/a"), join(top, "x/mine"));
  expect(await (await fetch(`${server.url}${PROXY}/x/mine`)).text()).toBe("same");
});
