import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { seal } from "#ground/webhooks";
import { openTestServer, type TestServer } from "#test/open-store";
import { sender } from "./deliver.ts";
import { insertDelivery, selectLanes } from "./store/deliveries.ts";
import { insertNotice, selectNotice } from "./store/notices.ts";

let server: TestServer;
let receiver: Server;
let url: string;
let statuses: number[];
let got: string[];

beforeAll(async () => {
  receiver = createServer(async (request, response) => {
    got.push(Buffer.concat(await request.toArray()).toString("utf8"));
    response.writeHead(statuses.shift() ?? 200).end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  server = await openTestServer({
    slices: ["lineage", "artifacts", "runs"],
    clock: { ...systemClock, now: () => 5000 },
    settings: { webhooks: { schemes: ["http"], privateAddresses: true, attempts: 2 } },
  });
});
afterAll(async () => {
  await server.close();
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});
beforeEach(async () => {
  statuses = [];
  got = [];
  await server.context.database.write(async (tx) => {
    await tx.run("DELETE FROM notices_delivery");
    await tx.run("DELETE FROM notices_notice");
  });
});

const notice = (id: string, sealed = seal(server.context.store.folder, url)) =>
  server.context.database.write((tx) =>
    insertNotice(tx, {
      id,
      project: "shop",
      experiment: null,
      on: ["failed"],
      url: "shown",
      sealed,
      slack: false,
      link: null,
      user: "ada",
      createdAt: 1,
      toldAt: null,
      problem: null,
    }),
  );
const wait = (id: string, to: string, at = 1) =>
  server.context.database.write((tx) => insertDelivery(tx, { id, notice: to, body: id, at }));
const state = async (id: string) => {
  const found = await selectNotice(server.context.database, id);
  return { toldAt: found?.toldAt, problem: found?.problem };
};
/** Sends until this holds; what it looks at is written after the answer came. */
const sendingUntil = async (holds: () => Promise<void>) => {
  const sending = await sender.background(server.context);
  try {
    await expect.poll(() => holds().then(() => true)).toBe(true);
  } finally {
    await sending.stop();
  }
};

test("what waited when the server began is sent, in its order, and leaves the queue", async () => {
  await notice("a");
  await wait("second", "a", 2);
  await wait("first", "a", 1);
  await sendingUntil(async () => expect(await selectLanes(server.context.database)).toEqual([]));
  expect(got).toEqual(["first", "second"]);
  expect(await state("a")).toEqual({ toldAt: 5000, problem: null });
});

test("one that does not arrive waits, with its problem told", async () => {
  await notice("a");
  await wait("d", "a");
  statuses = [503];
  await sendingUntil(async () =>
    expect(await state("a")).toEqual({ toldAt: null, problem: "answered 503" }),
  );
  const [lane] = await selectLanes(server.context.database);
  expect(lane?.lane).toBe("a");
  expect(lane?.dueAt).toBeGreaterThan(5000);
});

test("one whose address nobody can read any more goes nowhere, and is given up", async () => {
  await notice("a", "not sealed here");
  await wait("d", "a");
  await sendingUntil(async () => expect(await selectLanes(server.context.database)).toEqual([]));
  const problem = "Webhook URL cannot be empty or just whitespace";
  expect(await state("a")).toEqual({ toldAt: null, problem });
  expect(got).toEqual([]);
});
