import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { openTestServer, type TestServer } from "#test/open-store";
import { type Parcels, parcels } from "#test/parcels";
import { runBody } from "#test/run-body";
import { typeCommands } from "#test/type-command";
import { commands } from "./commands.ts";
import { finishPurges } from "./finish-purge.ts";
import { bytesOf, pathOf } from "./places.ts";
import { purgeExpired } from "./retention.ts";
import { sendToTrash } from "./send-to-trash.ts";

const TRASH = "/api/fettle/1/trash";
const DAY_MS = 24 * 3_600_000;
let server: TestServer;
let things: Parcels;
let now: number;
let told: number;

beforeEach(async () => {
  now = Date.UTC(2026, 2, 1);
  things = parcels();
  server = await openTestServer({
    slices: ["lineage", "trash", "runs", things.slice],
    clock: { ...systemClock, now: () => now },
  });
  told = 0;
  server.context.events.listen(["trash"], () => {
    told += 1;
  });
});
afterEach(() => server.close());

const type = typeCommands(
  commands,
  () => server,
  () => ({ clock: { ...systemClock, now: () => now } }),
);
const artifact = (...path: string[]) => join(server.context.store.artifacts, ...path);
const parcel = (id: string) => ({ kind: "parcel", id });
const restore = (body: object) => server.client.post(`${TRASH}/restore`, body);
const purge = (body: object) => server.client.post(`${TRASH}/purge`, body);
const inTrash = async () =>
  (await server.client.get<{ items: { kind: string; id: string }[] }>(TRASH)).items.map(
    ({ kind, id }) => `${kind} ${id}`,
  );
const logged = (words: string) => server.logLines.filter((line) => line.includes(words));

/** Parcels with a file of five bytes each, in a crate; in the trash, unless `kept`. */
async function parcelsIn(crate: string, ids: readonly string[], kept = false): Promise<void> {
  await server.context.database.write(async (tx) => {
    for (const id of ids)
      await tx.run(
        "INSERT INTO parcels_parcel (id, crate, deleted_at) VALUES (?, ?, ?)",
        ...[id, crate, kept ? null : now],
      );
  });
  for (const id of ids) {
    mkdirSync(artifact("parcels", id), { recursive: true });
    writeFileSync(artifact("parcels", id, "a"), "12345");
  }
}

async function trashedView(name: string): Promise<void> {
  const view = `/api/fettle/1/runs/views/${name}?project=shop`;
  await server.client.put(view, { query: {} });
  await server.client.delete(view);
}

test("of two kinds that come back the one that can does, the refusal of the other is told in the end", async () => {
  await parcelsIn("c", ["a", "b"]);
  await trashedView("mine");
  things.refusal = new Error("parcels stay");
  const both = [parcel("a"), { kind: "view", id: "shop/mine" }];
  await expect(restore({ things: both })).rejects.toMatchObject({ code: "BUG" });
  expect(logged("parcels stay")).toHaveLength(1);
  expect((await inTrash()).sort()).toEqual(["parcel a", "parcel b"]);
  things.refusal = undefined;
  expect(await restore({ things: [parcel("a"), parcel("a"), parcel("b")] })).toEqual({});
  expect(await inTrash()).toEqual([]);
});

test("whoever looks at the trash is told when something comes back", async () => {
  await parcelsIn("c", ["a"]);
  await restore({ ids: ["a"] });
  expect(told).toBe(1);
});

test("a new name is refused for two things, and for a kind that has none, with what was asked", async () => {
  await parcelsIn("c", ["a", "b"]);
  const name = { code: "VALUE_INVALID", status: 400 };
  await expect(restore({ ids: ["a", "b"], as: "new" })).rejects.toMatchObject({
    ...name,
    message: expect.stringContaining("a new name goes with one thing"),
  });
  await expect(restore({ ids: ["a"], as: "new" })).rejects.toMatchObject({
    ...name,
    message: expect.stringContaining("a parcel comes back under its own name"),
  });
  expect(await inTrash()).toHaveLength(2);
  expect(told).toBe(0);
});

test("a run comes back under the new name, and the line says so", async () => {
  const run = runBody({ name: "old" });
  await server.client.post("/api/fettle/1/runs", run);
  await server.client.post(`/api/fettle/1/runs/${run.id}/end`, {
    status: "FINISHED",
    endedAt: 2000,
  });
  await type("put", run.id);
  const short = run.id.slice(0, 8);
  expect(await type("restore", "old", "--as", "new")).toMatchObject({
    data: { restored: [run.id] },
    text: `${short}  new  (run)`,
  });
  expect(await server.client.get(`/api/fettle/1/runs/${run.id}`)).toMatchObject({ name: "new" });
});

test("what holds several things is told with how many, and goes with all of them, they first", async () => {
  await parcelsIn("crate-1", ["a", "b", "c"]);
  await parcelsIn("crate-1", ["kept"], true);
  things.holders = [
    { id: "b", by: "report r7" },
    { id: "c", by: "report r8" },
  ];
  const crate = { things: [{ kind: "crate", id: "crate-1" }] };
  await expect(purge(crate)).rejects.toMatchObject({
    code: "TRASH_HELD",
    message: "still in use: b by report r7; c by report r8",
  });
  things.holders = [];
  const order: string[] = [];
  things.onPurge = (_, id) => void order.push(id);
  expect(await purge(crate)).toMatchObject({ parcels: 3, crates: 1, bytes: 15 });
  expect(order).toEqual(["a", "b", "c", "kept"]);
  const sql = "SELECT kind, id, project, place, places, purged_at, done_at, bytes FROM trash_purge";
  const line = (id: string) => ({
    ...{ kind: "parcel", id, project: "shop", place: "crate-1", places: `["parcels/${id}"]` },
    ...{ purged_at: now, done_at: now, bytes: 5 },
  });
  expect(await server.context.database.all(`${sql} ORDER BY number`)).toEqual([
    line("a"),
    line("b"),
    line("c"),
    {
      ...{ kind: "crate", id: "crate-1", project: "shop", place: "", places: "[]" },
      ...{ purged_at: now, done_at: now, bytes: 0 },
    },
  ]);
  expect(existsSync(artifact("parcels", "kept", "a"))).toBe(true);
  expect(told).toBe(1);
});

test("many things go in several writes, 25 at once, and are told once", async () => {
  const ids = Array.from({ length: 51 }, (_, i) => `p${i}`);
  await parcelsIn("c", ids);
  const writes = new Map<unknown, number>();
  things.onPurge = (tx) => void writes.set(tx, (writes.get(tx) ?? 0) + 1);
  expect(await purge({ ids: [...ids, "p0"] })).toMatchObject({ parcels: 51, bytes: 255 });
  expect([...writes.values()]).toEqual([25, 25, 1]);
  expect(told).toBe(1);
});

test("a folder that goes when it is empty stays where something is left in it, or where there is none", async () => {
  await parcelsIn("c", ["a"]);
  mkdirSync(artifact("full", "mine"), { recursive: true });
  mkdirSync(artifact("empty"));
  writeFileSync(artifact("file"), "mine");
  things.places = ["full/", "empty/", "none/", "file/"];
  expect(await purge({ ids: ["a"] })).toMatchObject({ parcels: 1, bytes: 5 });
  expect(readdirSync(artifact()).sort()).toEqual([".fettle", "file", "full", "parcels"]);
  expect(readdirSync(artifact("full"))).toEqual(["mine"]);
  expect(logged("files of a purge remain")).toEqual([]);
  expect(await finishPurges(server.context)).toBe(0);
});

test("where nothing was ever stored a purge has no files to remove", async () => {
  await parcelsIn("c", ["a"]);
  rmSync(artifact(), { recursive: true });
  things.places = ["empty/"];
  expect(await purge({ ids: ["a"] })).toMatchObject({ parcels: 1, bytes: 0 });
  expect(existsSync(artifact())).toBe(false);
  expect(logged("files of a purge remain")).toEqual([]);
  expect(await finishPurges(server.context)).toBe(0);
});

test("files that cannot be removed are told in the log, keep back no others, and go later with their bytes", async () => {
  await parcelsIn("c", ["a", "b"]);
  mkdirSync(artifact(".fettle"), { recursive: true });
  writeFileSync(artifact(".fettle", "purging"), "in the way");
  expect(await purge({ ids: ["a"] })).toMatchObject({ parcels: 1, bytes: 0 });
  expect(logged("files of a purge remain")).toEqual([expect.stringContaining('"purge":1')]);
  expect(existsSync(artifact("parcels", "a", "a"))).toBe(true);
  expect(await finishPurges(server.context)).toBe(1);
  renameSync(artifact(".fettle", "purging"), artifact("aside"));
  expect(await purge({ ids: ["b"] })).toMatchObject({ bytes: 5 });
  now += 7;
  expect(await finishPurges(server.context)).toBe(1);
  expect(readdirSync(artifact("parcels"))).toEqual([]);
  expect(readdirSync(artifact(".fettle", "purging"))).toEqual([]);
  expect(
    await server.context.database.all("SELECT id, bytes, done_at FROM trash_purge ORDER BY id"),
  ).toEqual([
    { id: "a", bytes: 5, done_at: now },
    { id: "b", bytes: 5, done_at: now - 7 },
  ]);
});

test("what was moved aside already is counted with what is left", async () => {
  await parcelsIn("c", ["a"]);
  mkdirSync(artifact(".fettle", "purging", "1-0"), { recursive: true });
  writeFileSync(artifact(".fettle", "purging", "1-0", "b"), "1234567");
  expect(await purge({ ids: ["a"] })).toMatchObject({ bytes: 12 });
});

test("the bytes of a place are those of its files, however deep; links count nothing", async () => {
  expect(await bytesOf(server.context, "parcels")).toBe(0);
  await parcelsIn("c", ["a", "b"]);
  mkdirSync(artifact("parcels", "a", "deep", "er"), { recursive: true });
  writeFileSync(artifact("parcels", "a", "deep", "er", "x"), "123");
  symlinkSync(artifact("parcels", "b"), artifact("parcels", "a", "link"));
  symlinkSync(artifact("parcels", "b", "a"), artifact("parcels", "a", "file"));
  expect(await bytesOf(server.context, "parcels")).toBe(13);
  expect(await bytesOf(server.context, "parcels/b/a")).toBe(5);
  expect(await bytesOf(server.context, "parcels/none")).toBe(0);
  symlinkSync(server.folder, artifact("out"));
  expect(await bytesOf(server.context, "out/x")).toBe(0);
  expect(pathOf(server.context, "out/x")).toBeUndefined();
  expect(pathOf(server.context, "parcels/a")).toBe(artifact("parcels", "a"));
});

test("another slice sends things to the trash by their kinds, all or none", async () => {
  await parcelsIn("c", ["a", "b"], true);
  await sendToTrash(server.client, [parcel("a"), parcel("b")]);
  expect((await inTrash()).sort()).toEqual(["parcel a", "parcel b"]);
  await expect(sendToTrash(server.client, [parcel("none")])).rejects.toMatchObject({
    code: "TRASH_THING_UNKNOWN",
    message: 'nothing that could go to the trash is "none"',
  });
});

test("what expired is purged as one, and told once in the log with its bytes", async () => {
  await parcelsIn("c", ["a", "b"]);
  await trashedView("mine");
  now += 30 * DAY_MS + 1;
  expect(await purgeExpired(server.context)).toMatchObject({ parcels: 2, views: 1, bytes: 10 });
  const [line, ...others] = logged("trash purged");
  expect(JSON.parse(line ?? "")).toMatchObject({
    level: "info",
    what: "1 view and 2 parcels",
    bytes: 10,
  });
  expect(others).toEqual([]);
  expect(await purgeExpired(server.context)).toMatchObject({ parcels: 0, bytes: 0 });
  expect(logged("trash purged")).toHaveLength(1);
});

test("what would be purged is shown with its bytes, and what may be meant is named, of five at most", async () => {
  const ids = Array.from({ length: 6 }, (_, i) => `b10e000${i}`);
  await parcelsIn("c", ids);
  await expect(type("purge", "b10e")).rejects.toMatchObject({
    code: "TRASH_AMBIGUOUS",
    exit: 2,
    message: `"b10e" may be any of ${ids.slice(0, 5).join(", ")}`,
    hint: "type more of the id, or its kind with --kind",
  });
  const shown = await type("purge", "b10e0000", "b10e0001", "--dry-run");
  expect(shown.data).toMatchObject({ items: [{ id: ids[0] }, { id: ids[1] }], total: 2, bytes: 0 });
  expect(shown.text).toMatch(/\n0 B in all$/);
  expect(shown.exit).toBeUndefined();
  expect(await inTrash()).toHaveLength(6);
  // To the very moment it stays.
  now += 30 * DAY_MS;
  expect((await type("purge", "--expired", "--dry-run")).text).toBe("the trash is empty");
  now += 1;
  expect((await type("purge", "--expired", "--dry-run")).data).toMatchObject({ total: 6 });
  const purged = await type("purge", ...ids.slice(0, 2));
  expect([purged.text, purged.exit]).toEqual(["purged 2 parcels, 10 B", undefined]);
  expect((await type("purge", "--expired")).text).toBe("purged 4 parcels, 20 B");
});

test("a command without what it needs says how it is used", async () => {
  for (const words of [["put"], ["restore"]])
    await expect(type(...words)).rejects.toMatchObject({ code: "USAGE", exit: 2 });
  await expect(type("purge")).rejects.toMatchObject({
    code: "USAGE",
    message: expect.stringContaining("name what to purge, or --expired"),
  });
});
