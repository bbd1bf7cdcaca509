import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { lineageOf, recordEdge } from "#lineage";
import { openTestServer, type TestServer } from "#test/open-store";
import { type Parcels, parcels } from "#test/parcels";
import { finishPurges } from "./finish-purge.ts";
import type { Purged, TrashList } from "./model.ts";
import { purgeExpired } from "./retention.ts";

const TRASH = "/api/fettle/1/trash";
const DAY_MS = 24 * 3_600_000;
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
});
afterEach(() => server.close());

const folderOf = (id: string) => join(server.context.store.artifacts, "parcels", id);
const purging = () => join(server.context.store.artifacts, ".fettle", "purging");

/** Parcels in a crate, in the trash, with five bytes each. */
async function trashed(ids: readonly string[], crate = "crate-1"): Promise<void> {
  await server.context.database.write(async (tx) => {
    for (const id of ids)
      await tx.run("INSERT INTO parcels_parcel (id, crate) VALUES (?, ?)", id, crate);
  });
  for (const id of ids) {
    mkdirSync(folderOf(id), { recursive: true });
    writeFileSync(join(folderOf(id), "a"), "12345");
  }
  await server.client.post(TRASH, { ids });
}
const list = () => server.client.get<TrashList>(TRASH);
const purge = (...ids: string[]) => server.client.post<Purged>(`${TRASH}/purge`, { ids });
const left = async () => (await list()).items.map(({ id }) => id).sort();
/** As a server is that was killed after the records were gone and before the files were. */
const reopen = () =>
  server.context.database.write((tx) => tx.run("UPDATE trash_purge SET done_at = NULL"));

test("what is purged leaves no record, no file and no edge, and its line in the journal", async () => {
  await trashed(["a", "b"]);
  const edge = { from: { kind: "run", id: "r" }, to: { kind: "report", id: "a" } } as const;
  await server.context.database.write((tx) =>
    recordEdge(tx, { ...edge, project: "shop", relation: "tested", at: 1 }),
  );
  expect(await purge("a")).toEqual({
    gone: expect.arrayContaining([{ kind: "parcel", plural: "parcels", count: 1 }]),
    bytes: 5,
    parcels: 1,
    crates: 0,
    runs: 0,
    experiments: 0,
    "logged models": 0,
    views: 0,
  });
  expect([existsSync(folderOf("a")), existsSync(folderOf("b"))]).toEqual([false, true]);
  expect(await left()).toEqual(["b"]);
  expect((await lineageOf(server.context.database, edge.to, 1)).edges).toEqual([]);
  const sql = "SELECT kind, id, name, project, place, bytes, places, done_at FROM trash_purge";
  expect(await server.context.database.all(sql)).toEqual([
    {
      kind: "parcel",
      id: "a",
      name: "a",
      project: "shop",
      place: "crate-1",
      bytes: 5,
      places: '["parcels/a"]',
      done_at: now,
    },
  ]);
});

test("sixty things are purged in three writes, and what is inside of one goes before it", async () => {
  const ids = Array.from({ length: 60 }, (_, i) => `p${i}`);
  await trashed(ids);
  const writes = new Map<unknown, string[]>();
  things.onPurge = (tx, id) => void writes.set(tx, [...(writes.get(tx) ?? []), id]);
  expect(await purge("crate-1")).toMatchObject({ parcels: 60, crates: 1, bytes: 300 });
  expect([...writes.values()].map((some) => some.length)).toEqual([25, 25, 10]);
  expect(await left()).toEqual([]);
});

test("what one of them is held by keeps all of them, also one inside", async () => {
  await trashed(["a", "b", "c"]);
  things.holders = [{ id: "b", by: "model intent@2" }];
  const held = { code: "TRASH_HELD", status: 409, message: "still in use: b by model intent@2" };
  await expect(purge("a", "b")).rejects.toMatchObject(held);
  await expect(purge("crate-1")).rejects.toMatchObject(held);
  expect(await left()).toEqual(["a", "b", "c"]);
  expect(["a", "b", "c"].map((id) => existsSync(folderOf(id)))).toEqual([true, true, true]);
});

test("a server that was killed before the files were gone removes them at its next start", async () => {
  await trashed(["a"]);
  await purge("a");
  await reopen();
  mkdirSync(folderOf("a"), { recursive: true });
  expect(await finishPurges(server.context)).toBe(1);
  expect(existsSync(folderOf("a"))).toBe(false);
  expect(await finishPurges(server.context)).toBe(0);
});

test("one that was killed after it had moved them aside removes them, and nothing beside them", async () => {
  await trashed(["a"]);
  await purge("a");
  await reopen();
  mkdirSync(join(purging(), "1-0", "deep"), { recursive: true });
  mkdirSync(join(purging(), "99-0"));
  await finishPurges(server.context);
  expect(readdirSync(purging())).toEqual(["99-0"]);
});

test("a start touches no path that is not in the journal", async () => {
  const own = [".purging/notes", "parcels/mine", "trash/mine"].map((path) =>
    join(server.context.store.artifacts, path),
  );
  for (const path of own) mkdirSync(path, { recursive: true });
  await trashed(["a"]);
  await purge("a");
  await reopen();
  await finishPurges(server.context);
  expect(own.map((path) => existsSync(path))).toEqual([true, true, true]);
});

test("a purge follows no link out of the artifact folder", async () => {
  await trashed(["a"]);
  const outside = join(server.folder, "outside");
  mkdirSync(join(outside, "b"), { recursive: true });
  symlinkSync(outside, join(folderOf("a"), "link"));
  await purge("a");
  await trashed(["b"], "elsewhere");
  expect(existsSync(join(outside, "b"))).toBe(true);
});

test("one thing that can't be purged keeps back no other, and is told in the log", async () => {
  await trashed(["a", "b", "c"]);
  things.bad = "b";
  now += 31 * DAY_MS;
  expect(await purgeExpired(server.context)).toMatchObject({ parcels: 2, bytes: 10 });
  expect(await left()).toEqual(["b"]);
  expect(server.logLines.filter((line) => line.includes("purging failed"))).toEqual([
    expect.stringContaining('"id":"b"'),
  ]);
});

test("what has lain there for as long as the settings say is purged, and what is held or younger stays", async () => {
  await trashed(["a", "b"]);
  now += 20 * DAY_MS;
  await trashed(["c"]);
  things.holders = [{ id: "b", by: "report r7" }];
  now += 11 * DAY_MS;
  expect(await purgeExpired(server.context)).toMatchObject({ parcels: 1 });
  expect(await left()).toEqual(["b", "c"]);
});

test("what has lain there to the very day stays, and is gone a moment later", async () => {
  await trashed(["a"]);
  now += 30 * DAY_MS;
  expect(await purgeExpired(server.context)).toMatchObject({ parcels: 0, bytes: 0 });
  now += 1;
  expect(await purgeExpired(server.context)).toMatchObject({ parcels: 1, bytes: 5 });
  expect(server.logLines.filter((line) => line.includes("trash purged"))).toEqual([
    expect.stringContaining('"what":"1 parcel"'),
  ]);
});

test("a trash that is kept for ever is never purged by itself", async () => {
  await server.close();
  server = await openTestServer({
    slices: ["lineage", "trash", "runs", things.slice],
    clock: { ...systemClock, now: () => now },
    settings: { trash: { days: 0 } },
  });
  await trashed(["a"]);
  expect((await list()).items).toMatchObject([{ id: "a", purgeAt: null }]);
  now += 100_000 * DAY_MS;
  expect(await purgeExpired(server.context)).toMatchObject({ parcels: 0, bytes: 0 });
  expect(await left()).toEqual(["a"]);
});

test("many that are old go in pieces, and are told as one", async () => {
  await trashed(Array.from({ length: 60 }, (_, i) => `p${i}`));
  now += 31 * DAY_MS;
  things.bad = "p30";
  expect(await purgeExpired(server.context)).toMatchObject({ parcels: 59, bytes: 295 });
  expect(await left()).toEqual(["p30"]);
});

test("whoever looks at the trash is told when something is purged, and of nothing else", async () => {
  let told = 0;
  const silence = server.context.events.listen(["trash"], () => {
    told += 1;
  });
  await trashed(["a"]);
  const before = told;
  await expect(purge("none")).rejects.toMatchObject({ code: "TRASH_UNKNOWN" });
  await purgeExpired(server.context);
  things.holders = [{ id: "a", by: "report r7" }];
  now += 31 * DAY_MS;
  await purgeExpired(server.context);
  expect(told).toBe(before);
  things.holders = [];
  await purge("a");
  expect(told).toBe(before + 1);
  silence();
});

test("a journal's line tells what was purged, from where and when", async () => {
  await trashed(["a"], "crate-7");
  now += 5;
  await purge("a");
  expect(
    await server.context.database.all("SELECT kind, name, project, place, bytes FROM trash_purge"),
  ).toEqual([{ kind: "parcel", name: "a", project: "shop", place: "crate-7", bytes: 5 }]);
});
