import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { openTestServer, type TestServer } from "#test/open-store";
import { type Parcels, parcels } from "#test/parcels";
import type { TrashList } from "./model.ts";

const TRASH = "/api/fettle/1/trash";
let server: TestServer;
let things: Parcels;
let now: number;

beforeEach(async () => {
  now = 1_000_000;
  things = parcels();
  server = await openTestServer({
    slices: ["lineage", "trash", "runs", things.slice],
    clock: { ...systemClock, now: () => now },
  });
  await server.context.database.write(async (tx) => {
    for (const id of ["a", "b"])
      await tx.run("INSERT INTO parcels_parcel (id, crate) VALUES (?, 'crate-1')", id);
  });
});
afterEach(async () => {
  expect(server.logLines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  await server.close();
});

const list = (query: Record<string, string | number> = {}) =>
  server.client.get<TrashList>(TRASH, query);
const put = (...ids: string[]) => server.client.post(TRASH, { ids });
const restore = (body: object) => server.client.post(`${TRASH}/restore`, body);
const saveView = (name: string, project: string) =>
  server.client.put(`/api/fettle/1/runs/views/${name}?project=${project}`, { query: {} });
const deleteView = (name: string, project: string) =>
  server.client.delete(`/api/fettle/1/runs/views/${name}?project=${project}`);

test("things of all kinds stand in one list, the latest first, each as its slice tells it", async () => {
  await put("a");
  now += 1;
  await saveView("mine", "other");
  await deleteView("mine", "other");
  const all = await list();
  expect(all.total).toBe(2);
  expect(all.items.map(({ kind, id }) => [kind, id])).toEqual([
    ["view", "other/mine"],
    ["parcel", "a"],
  ]);
  expect(all.items[1]).toEqual({
    kind: "parcel",
    id: "a",
    name: "a",
    project: "shop",
    place: "crate-1",
    holds: 1,
    bytes: null,
    deletedAt: now - 1,
    purgeAt: now - 1 + 30 * 24 * 3_600_000,
    referencedBy: [],
  });
  expect((await list({ kind: "parcel" })).items.map(({ id }) => id)).toEqual(["a"]);
  expect((await list({ kind: "view", project: "shop" })).items).toEqual([]);
  expect((await list({ limit: 1 })).items.map(({ kind }) => kind)).toEqual(["view"]);
  await expect(list({ kind: "sock" })).rejects.toMatchObject({ code: "VALUE_INVALID" });
});

test("who holds a thing is told, and keeps it from going to the trash", async () => {
  await put("a");
  things.holders = ["a", "b"].map((id) => ({ id, by: "report r7" }));
  expect((await list()).items).toMatchObject([{ referencedBy: ["report r7"] }]);
  await expect(put("b")).rejects.toMatchObject({ code: "TRASH_HELD", status: 409 });
});

test("all or none go to the trash, and come back", async () => {
  await expect(put("a", "nobody")).rejects.toMatchObject({ code: "TRASH_THING_UNKNOWN" });
  expect((await list()).total).toBe(0);
  await put("a");
  await expect(restore({ ids: ["a", "b"] })).rejects.toMatchObject({ code: "TRASH_UNKNOWN" });
  expect((await list()).total).toBe(1);
  await restore({ things: [{ kind: "parcel", id: "a" }] });
  expect((await list()).total).toBe(0);
});

test("an id that several kinds know is refused until its kind is told", async () => {
  await server.context.database.write((tx) =>
    tx.run("INSERT INTO parcels_parcel (id, crate) VALUES ('shop/mine', '')"),
  );
  await put("shop/mine");
  await saveView("mine", "shop");
  await deleteView("mine", "shop");
  await expect(restore({ ids: ["shop/mine"] })).rejects.toMatchObject({
    code: "TRASH_AMBIGUOUS",
    message: '"shop/mine" may be any of the view mine, the parcel shop/mine',
  });
  await restore({ things: [{ kind: "view", id: "shop/mine" }] });
  expect((await list()).items.map(({ kind }) => kind)).toEqual(["parcel"]);
});

test("a new name goes with one thing, of a kind that can have one", async () => {
  await put("a", "b");
  for (const ids of [["a"], ["a", "b"]])
    await expect(restore({ ids, as: "c" })).rejects.toMatchObject({ code: "VALUE_INVALID" });
  expect((await list()).total).toBe(2);
});
