import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { openTestServer, type TestServer } from "#test/open-store";
import { artifactTrashable } from "./artifact-trashable.ts";
import { listArtifacts, pageArtifacts } from "./list-artifacts.ts";
import { ownPlace, placeAt } from "./place.ts";
import {
  deleteTrashedAt,
  deleteTrashedOf,
  insertTrashed,
  selectTrashed,
  selectTrashedOf,
  type TrashedRow,
} from "./store/trashed-artifacts.ts";
import { restoreArtifacts, trashArtifact, trashedPath } from "./trash-artifact.ts";

const PROXY = "/api/2.0/mlflow-artifacts/artifacts";
let server: TestServer;
let now = 1000;
let count = 0;
let folder: string;

// The runs' migrations make the tables. Nothing here is below a run: whose an artifact is, the tests of runs ask.
beforeAll(async () => {
  server = await openTestServer({
    slices: ["lineage", "trash", "artifacts", "runs"],
    clock: { ...systemClock, now: () => now },
  });
});
afterAll(() => server.close());
beforeEach(async () => {
  now = 1000;
  count += 1;
  folder = `folder-${count}`;
  await server.context.database.write((tx) => tx.run("DELETE FROM artifacts_trashed"));
  for (const path of ["a.txt", "dir/b.txt", "dir/c.txt"]) await store(path);
});

const store = (path: string) =>
  fetch(`${server.url}${PROXY}/${folder}/${path}`, { method: "PUT", body: path });
const db = () => server.context.database;
const trash = async (path: string) => {
  now += 1;
  return trashArtifact(server.context, ownPlace(server.context, `${folder}/${path}`), "ada");
};
const names = async (path = "") =>
  (await listArtifacts(server.context, `mlflow-artifacts:/${folder}/${path}`)).map(
    (entry) => entry.path,
  );
const onDisk = (path: string) => existsSync(join(server.context.store.artifacts, path));
const row = (id: string, more: Partial<TrashedRow> = {}) =>
  db().write((tx) =>
    insertTrashed(tx, {
      id,
      project: "shop",
      owner: "",
      path: `x/${id}`,
      folder: 0,
      bytes: 1,
      user_name: "ada",
      deleted_at: 1,
      ...more,
    }),
  );
const ids = (found: readonly { readonly id: string }[]) => found.map(({ id }) => id);

test("a folder is listed by name, a page at a time, with paths below what was asked for", async () => {
  const page = (after?: string) =>
    pageArtifacts(server.context, placeAt(server.context, `mlflow-artifacts:/${folder}`, "dir"), {
      limit: 1,
      ...(after === undefined ? {} : { after }),
    });
  const first = await page();
  expect(first).toEqual({
    files: [{ path: "dir/b.txt", folder: false, size: 9 }],
    next: "b.txt",
  });
  expect(await page(first.next)).toEqual({
    files: [{ path: "dir/c.txt", folder: false, size: 9 }],
    next: undefined,
  });
  expect(await names()).toEqual(["a.txt", "dir"]);
  expect(await names("a.txt")).toEqual([]);
  expect(await names("none")).toEqual([]);
});

test("a file and a folder go to the trash with their bytes, and the trash tells where they were", async () => {
  const file = (await trash("a.txt")) ?? "";
  const dir = (await trash("dir")) ?? "";
  expect(await names()).toEqual([]);
  expect(onDisk(trashedPath(file)) && onDisk(`${trashedPath(dir)}/b.txt`)).toBe(true);
  expect(await selectTrashed(db(), dir)).toEqual({
    id: dir,
    project: "default",
    owner: "",
    path: `${folder}/dir`,
    folder: 1,
    bytes: 18,
    user_name: "ada",
    deleted_at: 1002,
  });
  const common = { kind: "artifact", project: "default", place: folder, holds: 1 };
  expect(await artifactTrashable.list(server.context, { limit: 10 })).toEqual([
    { ...common, id: dir, name: "dir", bytes: 18, deletedAt: 1002 },
    { ...common, id: file, name: "a.txt", bytes: 5, deletedAt: 1001 },
  ]);
});

test("what is not there is not trashed, and the whole store can't be", async () => {
  expect(await trash("none")).toBeUndefined();
  const all = trashArtifact(server.context, ownPlace(server.context, ""), "ada");
  await expect(all).rejects.toMatchObject({ code: "PATH_INVALID" });
  expect(await artifactTrashable.count(server.context)).toEqual({ total: 0, bytes: 0 });
  expect(await names()).toEqual(["a.txt", "dir"]);
});

test("several come back together; where one's place is taken none does", async () => {
  const both = [(await trash("a.txt")) ?? "", (await trash("dir")) ?? ""];
  await store("dir");
  await expect(restoreArtifacts(server.context, both)).rejects.toMatchObject({
    code: "ARTIFACTS_EXISTS",
    facts: { path: `${folder}/dir` },
  });
  expect(await names()).toEqual(["dir"]);
  await trash("dir");
  await restoreArtifacts(server.context, [...both, "unknown"]);
  expect(await names("dir")).toEqual(["b.txt", "c.txt"]);
  expect(await names()).toEqual(["a.txt", "dir"]);
  expect((await artifactTrashable.count(server.context)).total).toBe(1);
});

test("a thing at the top of the store has no place but its name", async () => {
  await row("t", { path: "top" });
  expect(await artifactTrashable.find(server.context, ["t", "none"])).toMatchObject([
    { id: "t", name: "top", place: "" },
  ]);
});

test("the latest come first, the expired oldest first, before a time and not at it", async () => {
  await row("b", { deleted_at: 5 });
  await row("a", { deleted_at: 5 });
  await row("c", { deleted_at: 7, project: "other" });
  const list = async (limit: number, project?: string) =>
    ids(await artifactTrashable.list(server.context, { limit, project }));
  expect(await list(10)).toEqual(["c", "a", "b"]);
  expect(await list(2)).toEqual(["c", "a"]);
  expect(await list(10, "shop")).toEqual(["a", "b"]);
  const expired = async (before: number) =>
    ids(await artifactTrashable.expired(server.context, before));
  expect(await expired(5)).toEqual([]);
  expect(await expired(7)).toEqual(["a", "b"]);
  expect(await expired(8)).toEqual(["a", "b", "c"]);
  expect(await artifactTrashable.count(server.context, "shop")).toEqual({ total: 2, bytes: 2 });
  expect(await artifactTrashable.count(server.context)).toEqual({ total: 3, bytes: 3 });
});

test("a purge drops the record once, and says where the files lie", async () => {
  await row("p");
  const purge = () => db().write((tx) => artifactTrashable.purge(tx, server.context, "p"));
  expect(await purge()).toEqual({ places: [".fettle/trash/p"], things: [] });
  expect(await purge()).toBeUndefined();
});

test("records go with their owners, and those of nobody with the folder they lay below", async () => {
  await row("one", { owner: "r1", bytes: 3, deleted_at: 1 });
  await row("two", { owner: "r1", bytes: 4, deleted_at: 2 });
  await row("other", { owner: "r2" });
  await row("below", { path: "x/y/z" });
  await row("beside", { path: "x/y0" });
  await row("itself", { path: "x/y" });
  await row("owned", { path: "x/y/w", owner: "r3" });
  expect(ids(await selectTrashedOf(db(), "r1"))).toEqual(["two", "one"]);
  const gone = await db().write((tx) => deleteTrashedOf(tx, ["r1", "none"]));
  expect(gone.toSorted((a, b) => a.bytes - b.bytes)).toEqual([
    { id: "one", bytes: 3 },
    { id: "two", bytes: 4 },
  ]);
  expect(await db().write((tx) => deleteTrashedAt(tx, "x/y"))).toEqual([{ id: "below", bytes: 1 }]);
  const left = await artifactTrashable.list(server.context, { limit: 10 });
  expect(ids(left).toSorted()).toEqual(["beside", "itself", "other", "owned"]);
});
