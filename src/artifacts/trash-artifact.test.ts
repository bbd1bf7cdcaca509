import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { openTestServer, type TestServer } from "#test/open-store";
import type { TrashList } from "#trash";
import type { TrashedArtifactList } from "./model.ts";
import { ownPlace } from "./place.ts";
import { storeArtifact } from "./store-artifact.ts";
import { restoreArtifacts, trashArtifact } from "./trash-artifact.ts";

const DAY_MS = 24 * 3_600_000;
const PROXY = "/api/2.0/mlflow-artifacts/artifacts";
let server: TestServer;
let run: string;
let now: number;

beforeEach(async () => {
  now = Date.now();
  const clock = { ...systemClock, now: () => now };
  server = await openTestServer({ slices: ["lineage", "trash", "artifacts", "runs"], clock });
  const made = await server.client.post<{ run: { info: { run_id: string } } }>(
    "/api/2.0/mlflow/runs/create",
    { experiment_id: "0" },
  );
  run = made.run.info.run_id;
  for (const path of ["a.txt", "dir/b.txt", "dir/c.txt"])
    await fetch(`${server.url}${PROXY}/0/${run}/artifacts/${path}`, { method: "PUT", body: path });
});
afterEach(() => server.close());

const remove = (path: string) =>
  fetch(`${server.url}${PROXY}/0/${run}/artifacts/${path}`, { method: "DELETE" });
const read = (path: string) => fetch(`${server.url}${PROXY}/0/${run}/artifacts/${path}`);
const trashed = async () =>
  (await server.client.get<TrashedArtifactList>(`/api/fettle/1/runs/${run}/trashed-artifacts`))
    .items;
const restore = (ids: readonly string[]) =>
  server.client.post("/api/fettle/1/trash/restore", { ids });

test("what is deleted lies in the trash with its size, and comes back to its place", async () => {
  expect((await remove("dir")).status).toBe(200);
  expect((await read("dir/b.txt")).status).toBe(404);
  const [item] = await trashed();
  expect(item).toMatchObject({
    path: `0/${run}/artifacts/dir`,
    folder: true,
    bytes: 18,
    deletedAt: now,
    purgeAt: now + 30 * DAY_MS,
  });
  await restore([item?.id ?? ""]);
  expect(await (await read("dir/b.txt")).text()).toBe("dir/b.txt");
  expect(await trashed()).toEqual([]);
});

test("it stands in the one list of the trash, and several come back together or not at all", async () => {
  await remove("a.txt");
  now += 1;
  await remove("dir");
  const { items } = await server.client.get<TrashList>("/api/fettle/1/trash");
  expect(items).toMatchObject([
    { kind: "artifact", name: "dir", place: `0/${run}/artifacts`, bytes: 18 },
    { kind: "artifact", name: "a.txt", bytes: 5, referencedBy: [] },
  ]);
  await fetch(`${server.url}${PROXY}/0/${run}/artifacts/a.txt`, { method: "PUT", body: "new" });
  const all = items.map(({ id }) => id);
  await expect(restore(all)).rejects.toMatchObject({ code: "ARTIFACTS_EXISTS" });
  expect((await trashed()).length).toBe(2);
});

test("who looks at a run is told what of it goes and comes back, and of what is nobody's the trash alone", async () => {
  const told: string[] = [];
  const publish = (topic: string) => void told.push(topic);
  const context = { ...server.context, events: { ...server.context.events, publish } };
  const own = `0/${run}/artifacts`;
  await storeArtifact(context, ownPlace(context, "shared/a.txt"), Readable.from([]));
  expect(told).toEqual([]);
  await storeArtifact(context, ownPlace(context, `${own}/a.txt`), Readable.from([]));
  const gone = await trashArtifact(context, ownPlace(context, `${own}/a.txt`), "ada");
  const shared = await trashArtifact(context, ownPlace(context, "shared/a.txt"), "ada");
  const topic = `runs/${run}`;
  expect(told).toEqual([topic, topic, "trash", "trash"]);
  await restoreArtifacts(context, [shared ?? "", gone ?? ""]);
  expect(told.slice(4)).toEqual([topic]);
  // The owner of what lies in the trash is known, and the place is told from the top of the store.
  expect(await trashArtifact(context, ownPlace(context, `${own}/a.txt`), "ada")).toMatch(
    /^[0-9a-f]{32}$/,
  );
  expect(await trashed()).toEqual([
    {
      id: expect.any(String),
      path: `${own}/a.txt`,
      folder: false,
      bytes: 0,
      user: "ada",
      deletedAt: now,
      purgeAt: now + 30 * DAY_MS,
    },
  ]);
});

test("what can't be moved to the trash stays, and leaves no record of it there", async () => {
  const place = ownPlace(server.context, `0/${run}/artifacts/a.txt`);
  const { store } = place;
  const move = async () => {
    throw Object.assign(new Error("full"), { code: "ENOSPC" });
  };
  const failing = { ...place, store: { ...store, move } };
  await expect(trashArtifact(server.context, failing, "ada")).rejects.toMatchObject({
    code: "DISK_FULL",
    facts: { path: join(server.context.store.artifacts, place.path) },
  });
  expect(await trashed()).toEqual([]);
  expect((await read("a.txt")).status).toBe(200);
});

test("what is gone already is deleted, as MLflow's client expects", async () => {
  // Of a name that no file can have, nothing is there either.
  const never = "x".repeat(300);
  for (const path of ["none", never, `dir/${never}`, `${never}/a`])
    expect([path, (await remove(path)).status]).toEqual([path, 200]);
  expect(await trashed()).toEqual([]);
});

test("an artifact does not come back over another one", async () => {
  await remove("a.txt");
  await fetch(`${server.url}${PROXY}/0/${run}/artifacts/a.txt`, { method: "PUT", body: "new" });
  const [item] = await trashed();
  await expect(restore([item?.id ?? ""])).rejects.toMatchObject({ code: "ARTIFACTS_EXISTS" });
  expect(await (await read("a.txt")).text()).toBe("new");
});

test("the trash is purged after its days, and by hand before", async () => {
  await remove("a.txt");
  now += 1;
  await remove("dir");
  const [dir, file] = await trashed();
  await server.client.post("/api/fettle/1/trash/purge", { ids: [file?.id] });
  await expect(restore([file?.id ?? ""])).rejects.toMatchObject({
    code: "TRASH_UNKNOWN",
  });
  now += 31 * DAY_MS;
  await server.client.post("/api/fettle/1/trash/purge", { expired: true });
  expect(await trashed()).toEqual([]);
  const place = join(server.context.store.artifacts, ".fettle", "trash", dir?.id ?? "");
  expect(existsSync(place)).toBe(false);
});

test.each(["..%2f", ".fettle", "a%23b"])("nothing outside goes, as by %j", async (path) => {
  const answer = await fetch(`${server.url}${PROXY}/${path}`, { method: "DELETE" });
  expect(answer.status).toBe(400);
  expect((await fetch(`${server.url}${PROXY}/0`, { method: "DELETE" })).status).toBe(404);
  expect(await (await read("a.txt")).text()).toBe("a.txt");
});

test("an artifact whose files are gone is told of, and keeps no other in the trash", async () => {
  await remove("a.txt");
  now += 1;
  await remove("dir");
  const items = await trashed();
  const [, gone] = items;
  rmSync(join(server.context.store.artifacts, ".fettle", "trash", gone?.id ?? ""));
  await expect(restore(items.map(({ id }) => id))).rejects.toMatchObject({
    code: "ARTIFACTS_LOST",
    message: expect.stringContaining("a.txt"),
  });
  expect(await (await read("dir/b.txt")).text()).toBe("dir/b.txt");
  expect((await trashed()).map(({ id }) => id)).toEqual([gone?.id]);
  await server.client.post("/api/fettle/1/trash/purge", { ids: [gone?.id] });
  expect(await trashed()).toEqual([]);
});
