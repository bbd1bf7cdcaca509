import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { fail, GROUND_ERRORS } from "#ground/errors";
import { createLog } from "#ground/log";
import type { ServerContext } from "#ground/server";
import { type Answered, type Asking, askAt, openContext } from "#test/listening";
import {
  answer,
  createListener,
  type Listener,
  type ListenerOptions,
  type RouteShape,
} from "./index.ts";

let folder: string;
let context: ServerContext;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "fettle-answers-"));
  context = openContext(folder);
});
afterAll(async () => {
  await context.database.close();
  rmSync(folder, { recursive: true });
});

type Asked = {
  readonly other: Listener;
  readonly port: number;
  readonly ask: (path: string, asked?: Asking) => Promise<Answered>;
};

/** A listener with one route, closed at the end of the test. */
async function listening(
  run: RouteShape["run"],
  route: Partial<RouteShape> = {},
  options: Partial<ListenerOptions> = {},
): Promise<Asked> {
  const only = { method: "GET", path: "/only", permission: "read", summary: "Only.", run } as const;
  const routes = [{ ...only, ...route }];
  const other = await createListener({
    routes,
    context,
    token: "secret-token",
    log: context.log,
    ...options,
  });
  onTestFinished(() => other.close());
  const port = await other.listenTcp("127.0.0.1", 0);
  return { other, port, ask: (path, asked) => askAt({ host: "127.0.0.1", port }, path, asked) };
}

describe("an answer", () => {
  const SAFE = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
  };

  test("is JSON, text, bytes or a stream, each with the headers that keep it safe", async () => {
    const given: unknown[] = [
      undefined,
      { a: "ä" },
      answer({ body: "ä" }),
      answer({ status: 201, headers: { "content-type": "text/csv" }, body: Buffer.from("a,b") }),
      answer({ headers: { "content-type": "text/html" }, body: Readable.from(["a", "b"]) }),
      answer({ status: 204 }),
    ];
    const asked = await listening(async () => given.shift());
    const json = "application/json; charset=utf-8";
    for (const [status, type, body] of [
      [200, json, "{}"],
      [200, json, '{"a":"ä"}'],
      [200, "text/plain; charset=utf-8", "ä"],
      [201, "text/csv", "a,b"],
      [200, "text/html", "ab"],
      [204, undefined, ""],
    ]) {
      const found = await asked.ask("/only");
      expect([found.status, found.headers["content-type"], found.body]).toEqual([
        status,
        type,
        body,
      ]);
      expect(found.headers).toMatchObject(SAFE);
    }
    for (const path of ["/nothing", "/%zz"])
      expect((await asked.ask(path)).headers).toMatchObject(SAFE);
  });

  test("that has more than its schema is a bug where answers are checked, and is logged", async () => {
    const lines: string[] = [];
    const told = createLog((line) => void lines.push(line), Date.now);
    const route = { answer: z.object({ a: z.number() }) };
    const strict = { checkAnswers: true, log: told };
    const run = async () => ({ a: 1, b: 2 });
    const checked = await (await listening(run, route, strict)).ask("/only");
    expect([checked.status, JSON.parse(checked.body).error_code]).toEqual([500, "BUG"]);
    expect(lines.join("")).toMatch(/request failed.*"method":"GET","path":"\/only"/);
    const trusted = await (await listening(run, route, { log: told })).ask("/only");
    expect([trusted.status, trusted.body, lines.length]).toEqual([200, '{"a":1,"b":2}', 1]);
  });

  test("of an error has its former code, its route's own form, and when to come again", async () => {
    const busy = async () => {
      throw fail(GROUND_ERRORS, "DISK_FULL", { path: "a" });
    };
    const options = { formerCodes: new Map([["DISK_FULL", "NO_SPACE"]]) };
    const found = await (await listening(busy, {}, options)).ask("/only");
    expect(JSON.parse(found.body)).toMatchObject({
      error_code: "DISK_FULL",
      formerCode: "NO_SPACE",
    });
    expect([found.status, found.headers["retry-after"]]).toEqual([503, "1"]);
    const onError = () => answer({ status: 418, body: "own" });
    const own = await (await listening(busy, { onError })).ask("/only");
    expect([own.status, own.body]).toEqual([418, "own"]);
    const missing = async () => {
      throw fail(GROUND_ERRORS, "FILE_MISSING", { path: "a", expected: "b" });
    };
    const refused = await (await listening(missing, {}, options)).ask("/only");
    expect(refused.headers).not.toHaveProperty("retry-after");
    expect(JSON.parse(refused.body)).not.toHaveProperty("formerCode");
  });

  test("of a route that has another path now says which", async () => {
    const deprecated = { for: "/new", since: 7 };
    const { headers } = await (await listening(async () => ({}), { deprecated })).ask("/only");
    expect([headers["deprecation"], headers["link"]]).toEqual([
      "@7",
      '</new>; rel="successor-version"',
    ]);
    const plain = await (await listening(async () => ({}))).ask("/only");
    expect(plain.headers).not.toHaveProperty("deprecation");
  });
});

describe("a request", () => {
  test("is handed over with its query, text, headers and body as they came", async () => {
    const asked = await listening(
      async ({ query, body, text, headers, peer }) => ({
        query: [...query],
        body,
        text,
        type: headers["content-type"],
        peer,
      }),
      { method: "POST", path: "/only/:id" },
    );
    const text = ' {"a": 1.0}';
    const post = { method: "POST", headers: { "content-type": "text/odd" }, body: text };
    expect(JSON.parse((await asked.ask("//only/7?a=1&a=2&b", post)).body)).toEqual({
      query: [
        ["a", "1"],
        ["a", "2"],
        ["b", ""],
      ],
      body: { a: 1 },
      text,
      type: "text/odd",
      peer: { admitted: "user", user: userInfo().username },
    });
    const bare = JSON.parse((await asked.ask("/only/7", { method: "POST" })).body);
    expect(bare).toMatchObject({ query: [] });
    expect(bare).not.toHaveProperty("body");
  });

  test("has a body of so many bytes and no more, and names of 4,096 letters", async () => {
    const asked = await listening(
      async ({ text, params }) => ({
        bytes: text?.length,
        id: String(params["id"]).length,
      }),
      { method: "POST", path: "/only/:id", bodyBytesMax: 10 },
    );
    const send = (body: string, id = "a") => asked.ask(`/only/${id}`, { method: "POST", body });
    expect((await send('"12345678"')).body).toBe('{"bytes":10,"id":1}');
    const large = await send('"123456789"');
    expect([large.status, JSON.parse(large.body)]).toMatchObject([
      413,
      { error_code: "REQUEST_INVALID", message: "Request body is too large", exit: 2 },
    ]);
    expect((await send("1", "x".repeat(4096))).body).toBe('{"bytes":1,"id":4096}');
    expect((await send("1", "x".repeat(4097))).status).toBe(414);
  });

  test("over the Unix socket is let in whatever its Host says", async () => {
    const { other } = await listening(async ({ peer }) => peer);
    const socketPath = join(folder, "s.sock");
    await other.listenSocket(socketPath);
    const asked = await askAt({ socketPath }, "/only", { headers: { host: "evil.example" } });
    expect(JSON.parse(asked.body)).toEqual({ admitted: "socket", user: userInfo().username });
  });

  test("that ended is the last that was going on; one under way goes on now", async () => {
    let now = 1000;
    const clock = { ...context.clock, now: () => now };
    const begun = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const run = async () => {
      begun.resolve();
      await goOn.promise;
    };
    const { other, ask: asking } = await listening(run, {}, { context: { ...context, clock } });
    now = 2000;
    expect(other.lastActiveAt()).toBe(1000);
    const asked = asking("/only");
    await begun.promise;
    now = 3000;
    expect(other.lastActiveAt()).toBe(3000);
    goOn.resolve();
    await asked;
    // Its end is told a moment after its answer.
    await expect
      .poll(() => {
        now = 9000;
        const at = other.lastActiveAt();
        now = 3000;
        return at;
      })
      .toBe(3000);
  });

  test("for a port that is taken is the system's error", async () => {
    const { other, port } = await listening(async () => ({}));
    await expect(other.listenTcp("127.0.0.1", port)).rejects.toMatchObject({ code: "EADDRINUSE" });
  });
});
