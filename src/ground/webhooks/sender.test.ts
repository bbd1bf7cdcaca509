import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestServer, type TestServer } from "#test/open-store";
import type { Delivery, DeliveryQueue } from "./deliveries.ts";
import { defineSender } from "./sender.ts";

let got: string[];
let url: string;
const receiver = createServer(async (request, response) => {
  let body = "";
  for await (const part of request) body += part;
  got.push(body);
  response.end();
});
let server: TestServer;
beforeEach(async () => {
  got = [];
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  const webhooks = { schemes: ["http"], privateAddresses: true, attempts: 1 };
  server = await openTestServer({ slices: [], settings: { webhooks } });
});
afterEach(async () => {
  await server.close();
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});

/** A queue in memory; what it holds stands for the rows of a slice. */
function queueOf(waiting: Delivery[]): DeliveryQueue {
  return {
    lanes: async () => (waiting.length === 0 ? [] : [{ lane: "one", dueAt: 0 }]),
    next: async () => waiting[0],
    remove: async () => void waiting.shift(),
    postpone: async () => void waiting.push(...waiting.splice(0, 1)),
  };
}
const delivery = (id: string): Delivery => ({ id, url, secret: null, body: id, attempts: 0 });

test("what waits from before is sent at the start, what is added later when it is woken", async () => {
  const waiting = [delivery("before")];
  const sender = defineSender(() => queueOf(waiting));
  const running = await sender.background(server.context);
  await expect.poll(() => got).toEqual(["before"]);
  waiting.push(delivery("later"));
  sender.wake(server.context);
  await expect.poll(() => got).toEqual(["before", "later"]);
  await running.stop();
});

test("stopped, it sends nothing more, and to wake it is no fault", async () => {
  const waiting: Delivery[] = [];
  const sender = defineSender(() => queueOf(waiting));
  sender.wake(server.context);
  await (await sender.background(server.context)).stop();
  waiting.push(delivery("late"));
  sender.wake(server.context);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect([got, waiting.length]).toEqual([[], 1]);
});

test("two stores in one process are woken each for itself", async () => {
  const other = await openTestServer({ slices: [] });
  try {
    const asked: string[] = [];
    const sender = defineSender(({ store }) => ({
      ...queueOf([]),
      lanes: async () => {
        asked.push(store.folder);
        return [];
      },
    }));
    const all = await Promise.all([server, other].map(({ context }) => sender.background(context)));
    await expect.poll(() => asked).toHaveLength(2);
    sender.wake(other.context);
    await expect.poll(() => asked).toHaveLength(3);
    expect(asked[2]).toBe(other.context.store.folder);
    await Promise.all(all.map((one) => one.stop()));
  } finally {
    await other.close();
  }
});
