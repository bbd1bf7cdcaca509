import { createHmac } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Clock } from "#ground/clock";
import {
  type Delivery,
  type DeliveryQueue,
  isPublicAddress,
  postOnce,
  seal,
  signedHeaders,
  startDeliveries,
  targetProblem,
  unseal,
} from "./index.ts";

const OPEN = { schemes: ["http", "https"], privateAddresses: true };
const CLOSED = { schemes: ["https"], privateAddresses: false };

type Got = { path: string; headers: IncomingHttpHeaders; body: string };

let receiver: Server;
let url: string;
let got: Got[];
/** What the receiver answers, one after the other; then 200. */
let answers: { status: number; headers?: Record<string, string>; body?: string }[];
beforeEach(async () => {
  got = [];
  answers = [];
  receiver = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    got.push({ path: request.url ?? "", headers: request.headers, body });
    const { status, headers, body: text } = answers.shift() ?? { status: 200 };
    response.writeHead(status, headers).end(text);
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
});
afterEach(() => {
  receiver.closeAllConnections();
  receiver.close();
});

const post = (options: Partial<Parameters<typeof postOnce>[0]>) =>
  postOnce({
    url,
    body: "{}",
    headers: {},
    policy: OPEN,
    signal: new AbortController().signal,
    ...options,
  });

describe("a target", () => {
  test.each([
    ["", "Webhook URL cannot be empty or just whitespace"],
    ["   ", "Webhook URL cannot be empty or just whitespace"],
    ["ftp://example.com", "Invalid webhook URL scheme"],
    ["http://example.com", "Invalid webhook URL scheme"],
    ["file:///etc/passwd", "Invalid webhook URL scheme"],
    ["http://[invalid", "Invalid webhook URL"],
    ["https://ada:word@example.com", "a name and a password"],
    ["https://example.com\\@127.0.0.1/", "can't be read"],
    ["https://exa mple.com", "Invalid webhook URL"],
    ["https://localhost", "private network"],
    ["https://localhost./x", "private network"],
    ["https://api.localhost", "private network"],
    ["https://metadata.google.internal/", "private network"],
    ["https://127.0.0.1", "private network"],
    ["https://127.1", "private network"],
    ["https://2130706433", "private network"],
    ["https://0x7f.0.0.1", "private network"],
    ["https://0177.0.0.1", "private network"],
    ["https://0.0.0.0", "private network"],
    ["https://10.1.2.3", "private network"],
    ["https://100.64.0.1", "private network"],
    ["https://169.254.169.254/latest/meta-data", "private network"],
    ["https://172.31.0.1", "private network"],
    ["https://192.168.1.1", "private network"],
    ["https://[::1]", "private network"],
    ["https://[::]", "private network"],
    ["https://[::ffff:127.0.0.1]", "private network"],
    ["https://[::ffff:a00:1]", "private network"],
    ["https://[fd00::1]", "private network"],
    ["https://[fe80::1]", "private network"],
    ["https://[64:ff9b::7f00:1]", "private network"],
    ["https://[2002:7f00:1::]", "private network"],
    ["https://[2001:0:7f00:1::]", "private network"],
    ["https://①②⑦.0.0.1", "private network"],
    [`https://example.com/${"x".repeat(2050)}`, "longer than"],
  ])("%s is refused", (text, problem) => {
    expect(targetProblem(text, CLOSED)).toContain(problem);
  });

  test.each([
    "https://example.com/webhook?x=1",
    "https://hooks.example.com:8443/a/b",
    "https://8.8.8.8/",
    "https://[2606:4700::1111]/",
  ])("%s is taken", (text) => {
    expect(targetProblem(text, CLOSED)).toBeUndefined();
  });

  test("an address is public or not, also with a zone, and what is no address is not", () => {
    expect(
      ["1.1.1.1", "fe80::1%eth0", "example.com", "", "240.0.0.1"].map(isPublicAddress),
    ).toEqual([true, false, false, false, false]);
  });
});

describe("a post", () => {
  test("carries body and headers, and gives status and body back", async () => {
    answers = [{ status: 201, body: "thanks" }];
    expect(
      await post({ url: `${url}/hook?x=1`, body: '{"a":"ä"}', headers: { "X-A": "b" } }),
    ).toEqual({
      kind: "answered",
      status: 201,
      body: "thanks",
      retryAfterMs: undefined,
    });
    expect(got).toMatchObject([
      {
        path: "/hook?x=1",
        body: '{"a":"ä"}',
        headers: { "x-a": "b", "content-type": "application/json" },
      },
    ]);
  });

  test("does not follow a redirect", async () => {
    answers = [{ status: 307, headers: { location: `${url}/other` } }];
    expect(await post({})).toMatchObject({ status: 307 });
    expect(got.map(({ path }) => path)).toEqual(["/"]);
  });

  test("goes to no name that leads to a private address, though another of its addresses is public", async () => {
    const port = (receiver.address() as AddressInfo).port;
    const outcome = await post({
      url: `http://rebound.example:${port}/`,
      policy: { schemes: ["http"], privateAddresses: false },
      resolve: async () => [
        { address: "8.8.8.8", family: 4 },
        { address: "127.0.0.1", family: 4 },
      ],
    });
    expect(outcome).toMatchObject({ kind: "failed", lasting: true });
    expect(outcome).toMatchObject({ problem: expect.stringContaining("private network") });
    expect(got).toEqual([]);
  });

  test("asks for a name once and connects to what it was told", async () => {
    const port = (receiver.address() as AddressInfo).port;
    let asked = 0;
    const resolve = async () => {
      asked += 1;
      return [{ address: asked === 1 ? "127.0.0.1" : "127.0.0.9", family: 4 }];
    };
    expect(await post({ url: `http://once.example:${port}/`, resolve })).toMatchObject({
      status: 200,
    });
    expect(asked).toBe(1);
    expect(got[0]?.headers.host).toBe(`once.example:${port}`);
  });

  test("that nobody takes is a passing failure without the URL in its words", async () => {
    receiver.close();
    receiver.closeAllConnections();
    const outcome = await post({ url: `${url}/services/secret-path` });
    expect(outcome).toEqual({ kind: "failed", problem: "ECONNREFUSED", lasting: false });
  });

  test("reads no more than 64 KiB of an answer", async () => {
    answers = [{ status: 200, body: "x".repeat(1_000_000) }];
    const outcome = await post({});
    expect(outcome.kind === "answered" && outcome.body.length).toBe(64 * 1024);
  });

  test("gives up on an answer that does not come", async () => {
    receiver.removeAllListeners("request");
    expect(await post({ timeoutMs: 30 })).toEqual({
      kind: "failed",
      problem: "no answer in time",
      lasting: false,
    });
  });
});

test("a signature is v1 and the base64 of HMAC-SHA256 over id, time and body", () => {
  const headers = signedHeaders({ id: "d1", at: 1_700_000_000_999, body: "{}", secret: "s" });
  const digest = createHmac("sha256", "s").update("d1.1700000000.{}").digest("base64");
  expect(headers).toEqual({
    "X-MLflow-Delivery-Id": "d1",
    "X-MLflow-Timestamp": "1700000000",
    "X-MLflow-Signature": `v1,${digest}`,
  });
  expect(signedHeaders({ id: "d1", at: 0, body: "{}", secret: null })).not.toHaveProperty(
    "X-MLflow-Signature",
  );
});

describe("deliveries", () => {
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

  test("arrive in order, each with its id", async () => {
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

  test("that fail are tried again, later each time, and with the same id", async () => {
    answers = [{ status: 500 }, { status: 503 }];
    const { queue, empty, waits } = queueOf("a");
    const work = start(queue);
    await empty;
    await work.stop();
    expect(got.map(({ headers }) => headers["x-mlflow-delivery-id"])).toEqual(["a", "a", "a"]);
    expect(waits.map((wait) => Math.floor(wait / 1000))).toEqual([1, 2]);
  });

  test("wait as long as Retry-After asks", async () => {
    answers = [{ status: 429, headers: { "retry-after": "7" } }];
    const { queue, empty, waits } = queueOf("a");
    const work = start(queue);
    await empty;
    await work.stop();
    expect(waits.map(Math.round)).toEqual([7000]);
  });

  test("are given up after the last attempt, and at once where trying again is no use", async () => {
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

  test("that were under way when it stopped stay in the queue", async () => {
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
});

test("a sealed secret is read with the store's key alone, which only its owner can read", () => {
  const folder = mkdtempSync(join(tmpdir(), "fettle-test-"));
  try {
    const sealed = seal(folder, "s3cret");
    expect(sealed).not.toContain("s3cret");
    expect(unseal(folder, sealed)).toBe("s3cret");
    const key = join(folder, "secrets.key");
    expect(statSync(key).mode & 0o777).toBe(0o600);
    writeFileSync(
      key,
      readFileSync(key).map((byte) => byte ^ 1),
    );
    expect(unseal(folder, sealed)).toBeUndefined();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
