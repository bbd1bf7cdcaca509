import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { openTestServer, type TestServer } from "#test/open-store";
import { type Parcels, parcels } from "#test/parcels";
import { listTrash } from "./list-trash.ts";
import { putIntoTrash } from "./put.ts";

const DAY_MS = 24 * 3_600_000;
let server: TestServer;
let things: Parcels;
let now = 0;

beforeAll(async () => {
  things = parcels();
  server = await openTestServer({
    slices: ["trash", things.slice],
    clock: { ...systemClock, now: () => now },
    settings: { trash: { days: 3 } },
  });
});
afterAll(() => server.close());
beforeEach(async () => {
  now = 1_000_000;
  things.holders = [];
  await server.context.database.write(async (tx) => {
    await tx.run("DELETE FROM parcels_parcel");
    for (const id of ["a", "b", "c"])
      await tx.run("INSERT INTO parcels_parcel (id, crate) VALUES (?, 'crate-1')", id);
  });
});

const asker = { user: "ada", reason: "" };
const put = (...ids: string[]) => putIntoTrash(server.context, { ids }, asker);
const putThings = (...of: [kind: string, id: string][]) =>
  putIntoTrash(server.context, { things: of.map(([kind, id]) => ({ kind, id })) }, asker);
const list = (limit = 10) => listTrash(server.context, { limit });
const inTrash = async () => (await list()).items.map(({ id }) => id).sort();

test("an id that is given twice goes once, and nothing that was not asked for", async () => {
  await put("a", "a");
  await putThings(["parcel", "c"]);
  expect(await inTrash()).toEqual(["a", "c"]);
});

test("nothing moves where one is unknown, by its id or by its kind", async () => {
  const unknown = {
    code: "TRASH_THING_UNKNOWN",
    status: 404,
    message: expect.stringContaining("nobody"),
  };
  await expect(put("a", "nobody")).rejects.toMatchObject(unknown);
  await expect(putThings(["parcel", "a"], ["parcel", "nobody"])).rejects.toMatchObject(unknown);
  await expect(putThings(["sock", "a"])).rejects.toMatchObject({ code: "VALUE_INVALID" });
  expect(await inTrash()).toEqual([]);
});

test("a kind that only goes with others is not put there by itself", async () => {
  await expect(putThings(["crate", "crate-1"])).rejects.toMatchObject({
    code: "TRASH_THING_UNKNOWN",
  });
});

test("nothing moves where one is held, and all who hold them are told", async () => {
  things.holders = [
    { id: "b", by: "report r7" },
    { id: "b", by: "model m@1" },
    { id: "c", by: "report r8" },
  ];
  await expect(put("a", "b")).rejects.toMatchObject({
    code: "TRASH_HELD",
    status: 409,
    message: "still in use: b by model m@1, report r7",
  });
  expect(await inTrash()).toEqual([]);
});

test("the list is the latest first and as long as it may be; its sums are of all", async () => {
  for (const id of ["b", "a", "c"]) {
    await put(id);
    now += 1;
  }
  const found = await list(2);
  expect(found.items.map(({ id }) => id)).toEqual(["c", "a"]);
  expect([found.total, found.bytes]).toEqual([3, 0]);
  expect(found.items[0]).toEqual({
    kind: "parcel",
    id: "c",
    name: "c",
    project: "shop",
    place: "crate-1",
    holds: 1,
    bytes: null,
    deletedAt: 1_000_002,
    purgeAt: 1_000_002 + 3 * DAY_MS,
    referencedBy: [],
  });
});

test("who holds what lies there is told once each, by name, also of one kind alone", async () => {
  await put("a");
  things.holders = ["report r7", "model m@1", "report r7"].map((by) => ({ id: "a", by }));
  const { items } = await listTrash(server.context, { limit: 10, kind: "parcel" });
  expect(items.map(({ referencedBy }) => referencedBy)).toEqual([["model m@1", "report r7"]]);
  expect(await listTrash(server.context, { limit: 10, kind: "crate" })).toEqual({
    items: [],
    total: 0,
    bytes: 0,
    waits: null,
  });
  await expect(listTrash(server.context, { limit: 1, kind: "sock" })).rejects.toMatchObject({
    code: "VALUE_INVALID",
    message: expect.stringContaining("parcel, crate"),
  });
});
