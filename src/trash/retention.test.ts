import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { openTestServer, type TestServer } from "#test/open-store";
import { type Parcels, parcels } from "#test/parcels";
import type { TrashList } from "./model.ts";
import { keepTrash } from "./retention.ts";

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

/** Looks through the trash once, as the server does each hour; `during` is called with what ends it. */
async function lookThrough(during: (stop: () => void) => void = () => {}): Promise<number[]> {
  const waits: number[] = [];
  const slept = Promise.withResolvers<void>();
  const clock = {
    now: () => now,
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
