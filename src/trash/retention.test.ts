import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Clock, lookAtClock, systemClock } from "#ground/clock";
import { openTestServer, type TestServer } from "#test/open-store";
import { type Parcels, parcels } from "#test/parcels";
import type { TrashList } from "./model.ts";
import { keepTrash, purgeExpired } from "./retention.ts";

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
  // The server's own first look is over.
  await vi.waitFor(async () =>
    expect(await server.context.database.get("SELECT id FROM fettle_clock")).toBeDefined(),
  );
  await server.client.get("/api/fettle/1/trash");
  things.measured.length = 0;
});
afterEach(() => server.close());

/** A machine that ran all the time. */
const awake = () => ({ id: "test", upMs: now });

/** Looks through the trash once, as the server does each hour; `during` is called with what ends it. */
async function lookThrough(
  during: (stop: () => void) => void = () => {},
  boot: Clock["boot"] = awake,
): Promise<number[]> {
  const waits: number[] = [];
  const slept = Promise.withResolvers<void>();
  const clock = {
    now: () => now,
    boot,
    async sleep(ms: number, signal?: AbortSignal) {
      waits.push(ms);
      slept.resolve();
      signal?.throwIfAborted();
      await new Promise((_, reject) => signal?.addEventListener("abort", reject, { once: true }));
    },
  };
  const kept = await keepTrash({ ...server.context, clock });
  let stopping: Promise<void> | undefined;
  during(() => {
    stopping = kept.stop();
  });
  await (stopping ?? slept.promise);
  await (stopping ?? kept.stop());
  return waits;
}

test("each hour what is old goes, and what is new is measured, 500 at a time", async () => {
  await server.context.database.write((tx) =>
    tx.run("INSERT INTO parcels_parcel (id, crate, deleted_at) VALUES ('a', 'c', ?)", now),
  );
  now += 31 * DAY_MS;
  things.unmeasured = 1200;
  things.measured.length = 0;
  expect(await lookThrough()).toEqual([3_600_000]);
  expect(things.measured).toEqual([500, 500, 500]);
  const list = await server.client.get<TrashList>("/api/fettle/1/trash");
  expect(list.items).toEqual([]);
});

test("a list measures a hundred of a kind itself, and no more: somebody waits for it", async () => {
  things.unmeasured = 1200;
  things.measured.length = 0;
  await server.client.get("/api/fettle/1/trash");
  expect(things.measured).toEqual([100]);
  expect(things.unmeasured).toBe(1100);
});

test("a server that ends begins nothing more", async () => {
  await server.context.database.write((tx) =>
    tx.run("INSERT INTO parcels_parcel (id, crate, deleted_at) VALUES ('a', 'c', ?)", now),
  );
  now += 31 * DAY_MS;
  things.measured.length = 0;
  await lookThrough((stop) => stop());
  expect(things.measured).toEqual([]);
  const list = await server.client.get<TrashList>("/api/fettle/1/trash");
  expect(list.items).toMatchObject([{ id: "a" }]);
});

test("a clock two years ahead purges nothing until the server has run for a day, and is told", async () => {
  const off = () => ({ id: "", upMs: 0 });
  const look = () => lookThrough(() => {}, off);
  const clock = { ...server.context.clock, boot: off };
  await look();
  await server.context.database.write((tx) =>
    tx.run("INSERT INTO parcels_parcel (id, crate, deleted_at) VALUES ('a', 'c', ?)", now),
  );
  now += 730 * DAY_MS;
  await look();
  await look();
  const there = await server.client.get<TrashList>("/api/fettle/1/trash");
  expect(there).toMatchObject({ items: [{ id: "a" }], waits: { from: 1_000_000 } });
  expect(server.logLines.filter((line) => line.includes("the clock jumped"))).toHaveLength(2);
  await expect(purgeExpired({ ...server.context, clock })).rejects.toMatchObject({
    code: "TRASH_WAITS",
    message:
      "the clock jumped from 1970-01-01 to 1972-01-01: nothing is purged for its age before the server has run for 24 more hours",
  });
  await lookAtClock(server.context.database, clock, DAY_MS);
  await look();
  const gone = await server.client.get<TrashList>("/api/fettle/1/trash");
  expect(gone).toMatchObject({ items: [], waits: null });
});
