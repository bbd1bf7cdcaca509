import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Clock } from "#ground/clock";
import { type Delivery, type DeliveryQueue, startDeliveries } from "./index.ts";

const OPEN = { schemes: ["http", "https"], privateAddresses: true };

let receiver: Server;
let url: string;
let got: { headers: IncomingHttpHeaders; body: string }[];
/** What the receiver answers, one after the other; then 200. */
let answers: { status: number; headers?: Record<string, string> }[];
beforeEach(async () => {
  got = [];
  answers = [];
  warnings.length = 0;
  receiver = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    got.push({ headers: request.headers, body });
    const { status, headers } = answers.shift() ?? { status: 200 };
    response.writeHead(status, headers).end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
});
afterEach(() => {
  receiver.closeAllConnections();
  receiver.close();
});

/** A queue in memory that tells when it is empty. */
function queueOf(...ids: string[]) {
  const waiting = ids.map((id) => ({ id, dueAt: 0, attempts: 0 }));
  const empty = Promise.withResolvers<void>();
  const ended: [string, string | undefined][] = [];
  const waits: number[] = [];
  const deliveryOf = ({ id, attempts }: { id: string; attempts: number }): Delivery => ({
    id,
    url,
    secret: null,
    body: id,
    attempts,
  });
  const queue: DeliveryQueue = {
    lanes: async () =>
      waiting.length === 0
        ? []
        : [{ lane: "one", dueAt: Math.min(...waiting.map((w) => w.dueAt)) }],
    next: async () => {
      const [first] = waiting.toSorted((a, b) => a.dueAt - b.dueAt);
      return first === undefined ? undefined : deliveryOf(first);
    },
    remove: async (id, problem) => {
      waiting.splice(
        waiting.findIndex((w) => w.id === id),
        1,
      );
      ended.push([id, problem]);
      if (waiting.length === 0) empty.resolve();
    },
    postpone: async (id, dueAt) => {
      const one = waiting.find((w) => w.id === id);
      if (one === undefined) return;
      waits.push(dueAt - clock.now());
      one.dueAt = dueAt;
      one.attempts += 1;
    },
  };
  return { queue, empty: empty.promise, ended, waits };
}

/** Time that passes as soon as somebody waits for it. */
let now = 1000;
const clock: Clock = {
  now: () => now,
  sleep: async (ms) => {
    now += ms;
  },
};
const warnings: unknown[] = [];
const log = {
  info() {},
  warn: (event: string, fields?: object) => void warnings.push({ event, ...fields }),
  error() {},
};
const start = (queue: DeliveryQueue) =>
  startDeliveries(queue, { clock, log, settings: { ...OPEN, attempts: 4 } });

test("deliveries arrive in order, each with its id", async () => {
  const { queue, empty, ended } = queueOf("a", "b", "c");
  const work = start(queue);
  await empty;
  await work.stop();
  expect(got.map(({ body, headers }) => [body, headers["x-mlflow-delivery-id"]])).toEqual([
    ["a", "a"],
    ["b", "b"],
    ["c", "c"],
  ]);
  expect(ended.map(([, problem]) => problem)).toEqual([undefined, undefined, undefined]);
});

test("deliveries that fail are tried again, later each time, and with the same id", async () => {
  answers = [{ status: 500 }, { status: 503 }];
  const { queue, empty, waits } = queueOf("a");
  const work = start(queue);
  await empty;
  await work.stop();
  expect(got.map(({ headers }) => headers["x-mlflow-delivery-id"])).toEqual(["a", "a", "a"]);
  expect(waits.map((wait) => Math.floor(wait / 1000))).toEqual([1, 2]);
});

test("deliveries wait as long as Retry-After asks", async () => {
  answers = [{ status: 429, headers: { "retry-after": "7" } }];
  const { queue, empty, waits } = queueOf("a");
  const work = start(queue);
  await empty;
  await work.stop();
  expect(waits.map(Math.round)).toEqual([7000]);
});

test("deliveries are given up after the last attempt, and at once where trying again is no use", async () => {
  answers = [{ status: 401 }, { status: 500 }, { status: 500 }, { status: 500 }, { status: 500 }];
  const { queue, empty, ended } = queueOf("a", "b");
  const work = start(queue);
  await empty;
  await work.stop();
  expect(ended).toEqual([
    ["a", "answered 401"],
    ["b", "answered 500"],
  ]);
  expect(warnings).toContainEqual(
    expect.objectContaining({ delivery: "b", attempts: 4, problem: "answered 500" }),
  );
});

test("deliveries that were under way when it stopped stay in the queue", async () => {
  const arrived = new Promise<void>((resolve) => {
    receiver.removeAllListeners("request");
    receiver.on("request", () => resolve());
  });
  const { queue, ended } = queueOf("a");
  const work = start(queue);
  await arrived;
  await work.stop();
  expect(ended).toEqual([]);
  expect(await queue.next("one")).toMatchObject({ id: "a", attempts: 0 });
});

/** Sends all of a queue with so many attempts each, and gives what became of them. */
async function sent(ids: readonly string[], settings = {}) {
  const { queue, empty, ended, waits } = queueOf(...ids);
  const work = startDeliveries(queue, {
    clock,
    log,
    settings: { ...OPEN, attempts: 4, ...settings },
  });
  await empty;
  await work.stop();
  return { ended, waits };
}

test("only what may pass is tried again", async () => {
  for (const status of [408, 429, 500, 502, 503, 504]) {
    answers = [{ status }];
    expect([status, (await sent(["a"])).ended]).toEqual([status, [["a", undefined]]]);
  }
  for (const [status, problem] of [
    [300, "answered 300; redirects are not followed"],
    [399, "answered 399; redirects are not followed"],
    [400, "answered 400"],
    [501, "answered 501"],
  ] as const) {
    answers = [{ status }];
    expect((await sent(["a"])).ended).toEqual([["a", problem]]);
  }
  for (const status of [200, 299]) {
    answers = [{ status }];
    expect((await sent(["a"])).ended).toEqual([["a", undefined]]);
  }
});

test("the waits double to a minute, each with up to a second more, and are an hour at most", async () => {
  answers = Array.from({ length: 8 }, () => ({ status: 500 }));
  const { waits } = await sent(["a"], { attempts: 20 });
  const steps = [1, 2, 4, 8, 16, 32, 60, 60].map((seconds) => seconds * 1000);
  expect(waits.map((wait, i) => wait >= (steps[i] as number))).toEqual(steps.map(() => true));
  expect(waits.map((wait, i) => wait < (steps[i] as number) + 1000)).toEqual(steps.map(() => true));
  for (const [asked, wait] of [
    ["3600", 3_600_000],
    ["3601", 3_600_000],
    ["0", 0],
  ] as const) {
    answers = [{ status: 503, headers: { "retry-after": asked } }];
    expect((await sent(["a"])).waits.map(Math.round)).toEqual([wait]);
  }
});

test("what is given up is told whole, once", async () => {
  answers = [{ status: 500 }, { status: 503 }];
  expect((await sent(["a"], { attempts: 2 })).ended).toEqual([["a", "answered 503"]]);
  expect(warnings).toEqual([
    {
      event: "webhook given up",
      ...{ delivery: "a", target: "one", attempts: 2, problem: "answered 503" },
    },
  ]);
});

test("a refused target is given up at once, and its delivery is signed where it has a secret", async () => {
  const refused = await sent(["a"], { schemes: ["https"] });
  expect(refused.ended).toEqual([["a", "Invalid webhook URL scheme: http; allowed is https"]]);
  expect(got).toEqual([]);
  const { queue, empty } = queueOf("b");
  const signed = {
    ...queue,
    next: async (lane: string) => {
      const found = await queue.next(lane);
      return found && { ...found, secret: "s" };
    },
  };
  const work = start(signed);
  await empty;
  await work.stop();
  expect(got[0]?.headers["x-mlflow-signature"]).toMatch(/^v1,/);
});

test("a queue that can't be read is told, and asked again a second later", async () => {
  const { queue, empty, ended } = queueOf("a");
  const failures = [new Error("lanes"), undefined, new Error("next")];
  const fails = () => {
    const failure = failures.shift();
    if (failure !== undefined) throw failure;
  };
  const before = now;
  const work = start({
    ...queue,
    lanes: async () => {
      fails();
      return queue.lanes();
    },
    next: async (lane) => {
      fails();
      return queue.next(lane);
    },
  });
  await empty;
  await work.stop();
  expect(ended).toEqual([["a", undefined]]);
  expect(warnings).toEqual([
    { event: "webhooks wait", error: new Error("lanes") },
    { event: "webhooks wait", error: new Error("next") },
  ]);
  expect(now - before).toBe(2000);
});

test("ten targets are sent to at once, never two deliveries to the same, and the rest follow", async () => {
  const lanes = Array.from({ length: 12 }, (_, i) => `lane ${i}`);
  const waiting = new Map(lanes.map((lane) => [lane, ["1", "2"]]));
  const done = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const full = Promise.withResolvers<void>();
  let [under, most] = [0, 0];
  receiver.removeAllListeners("request");
  receiver.on("request", async (_request, response) => {
    under += 1;
    most = Math.max(most, under);
    if (under === 10) full.resolve();
    await goOn.promise;
    under -= 1;
    response.end();
  });
  const asked: string[] = [];
  const work = start({
    lanes: async () =>
      [...waiting].flatMap(([lane, ids]) => (ids.length > 0 ? [{ lane, dueAt: 0 }] : [])),
    next: async (lane) => {
      asked.push(lane);
      const [id] = waiting.get(lane) ?? [];
      const body = "{}";
      return id && { id: `${lane} ${id}`, url, secret: null, body, attempts: 0 };
    },
    remove: async (id) => {
      waiting.get(id.slice(0, -2))?.shift();
      if ([...waiting.values()].every((ids) => ids.length === 0)) done.resolve();
    },
    postpone: async () => undefined,
  } as DeliveryQueue);
  await full.promise;
  work.wake();
  expect(asked).toEqual(lanes.slice(0, 10));
  goOn.resolve();
  await done.promise;
  await work.stop();
  expect([most, asked.length]).toEqual([10, 24]);
});
