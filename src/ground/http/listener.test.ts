import { mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { fail, GROUND_ERRORS } from "#ground/errors";
import type { ServerContext } from "#ground/server";
import { type Asking, askAt, openContext } from "#test/listening";
import { answer, createListener, defineRoute, type Listener } from "./index.ts";

const TOKEN = "secret-token";
let folder: string;
let listener: Listener;
let port: number;
let context: ServerContext;

const routes = [
  defineRoute({
    method: "POST",
    path: "/things/:id",
    permission: "write",
    summary: "Echoes.",
    query: z.object({ times: z.coerce.number().int().default(1) }),
    body: z.object({ name: z.string() }),
    async run(asked) {
      return {
        id: asked.params["id"],
        times: asked.query.times,
        name: asked.body.name,
        user: asked.peer.admitted,
      };
    },
  }),
  defineRoute({
    method: "GET",
    path: "/open",
    permission: "public",
    summary: "For all.",
    run: async () => answer({ body: "OK" }),
  }),
  defineRoute({
    method: "GET",
    path: "/breaks",
    permission: "read",
    summary: "A bug.",
    run: async () => {
      throw new TypeError("x is undefined");
    },
  }),
  defineRoute({
    method: "GET",
    path: "/refuses",
    permission: "read",
    summary: "An error of ours.",
    run: async () => {
      throw fail(GROUND_ERRORS, "FILE_MISSING", { path: "a.csv", expected: "a file" });
    },
  }),
  defineRoute({
    method: "PUT",
    path: "/raw/*",
    permission: "write",
    summary: "Counts bytes.",
    streamsBody: true,
    async run(asked) {
      let bytes = 0;
      for await (const chunk of asked.stream) bytes += (chunk as Buffer).length;
      return { path: asked.params["*"], bytes };
    },
  }),
  defineRoute({
    method: "GET",
    path: "/left",
    permission: "read",
    summary: "Looks for its client after that has gone.",
    async run(asked) {
      await new Promise((resolve) => asked.stream.socket.once("close", resolve));
      await new Promise(setImmediate);
      left.push(asked.signal.aborted);
    },
  }),
];
const left: boolean[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "fettle-http-"));
  context = openContext(folder);
  listener = await createListener({ routes, context, token: TOKEN, log: context.log });
  port = await listener.listenTcp("127.0.0.1", 0);
});
afterAll(async () => {
  await listener.close();
  await context.database.close();
  rmSync(folder, { recursive: true });
});

const ask = (path: string, asked?: Asking) => askAt({ host: "127.0.0.1", port }, path, asked);

describe("a route", () => {
  test("gets its parameters, query and body checked", async () => {
    const { status, body } = await ask("/things/a%20b?times=3", {
      method: "POST",
      body: '{"name":"x"}',
    });
    expect([status, JSON.parse(body)]).toEqual([
      200,
      { id: "a b", times: 3, name: "x", user: "user" },
    ]);
  });

  test("answers what does not fit with the field and what was expected", async () => {
    const { status, body } = await ask("/things/1", { method: "POST", body: '{"name":7}' });
    expect(status).toBe(400);
    expect(JSON.parse(body)).toMatchObject({
      error_code: "REQUEST_INVALID",
      message: expect.stringContaining("body name"),
    });
  });

  test("answers a body that is not JSON with 400", async () => {
    const { status, body } = await ask("/things/1", { method: "POST", body: "{" });
    expect([status, JSON.parse(body).error_code]).toEqual([400, "REQUEST_INVALID"]);
  });

  test("refuses JSON that is nested to overflow a stack, and takes what is in strings for text", async () => {
    const post = (body: string) => ask("/things/1", { method: "POST", body });
    const deep = await post(`{"name":${"[".repeat(100_000)}${"]".repeat(100_000)}}`);
    expect([deep.status, JSON.parse(deep.body).message]).toEqual([
      400,
      expect.stringContaining("nested deeper than 64"),
    ]);
    const name = '[{"\\\\'.repeat(100);
    expect((await post(JSON.stringify({ name }))).status).toBe(200);
  });

  test("is told that its client has gone, also when it asks late", async () => {
    const request = http.get({ host: "127.0.0.1", port, path: "/left" });
    request.on("error", () => undefined);
    await new Promise((resolve) => setTimeout(resolve, 50));
    request.destroy();
    await expect.poll(() => left).toEqual([true]);
  });

  test("answers our errors with their status, code and hint", async () => {
    const { status, body } = await ask("/refuses");
    expect([status, JSON.parse(body)]).toEqual([
      404,
      {
        error_code: "FILE_MISSING",
        message: "a.csv does not exist; expected a file",
        hint: expect.any(String),
        exit: 3,
        facts: { path: "a.csv", expected: "a file" },
      },
    ]);
  });

  test("that breaks answers 500 as a bug, without a stack", async () => {
    const { status, body } = await ask("/breaks");
    expect([status, JSON.parse(body).error_code]).toEqual([500, "BUG"]);
    expect(body).not.toContain("listener.test");
  });

  test("that streams gets raw bytes of any content type", async () => {
    const { body } = await ask("/raw/a/b%20c", {
      method: "PUT",
      body: "12345",
      headers: { "content-type": "application/json" },
    });
    expect(JSON.parse(body)).toEqual({ path: "a/b c", bytes: 5 });
  });

  test("without a permission stops the server from starting", async () => {
    const open = { ...routes[1], permission: undefined } as never;
    await expect(
      createListener({ routes: [open], context, token: TOKEN, log: context.log }),
    ).rejects.toThrow("declares no permission");
  });
});

describe("admission", () => {
  test.each(["evil.example", "127.0.0.1.evil", "localhost.evil:80", "10.0.0.7"])(
    "refuses the Host %j",
    async (host) => {
      expect((await ask("/open", { headers: { host } })).status).toBe(403);
    },
  );

  test.each(["localhost", "LOCALHOST:5000", "127.0.0.1:1", "[::1]:9"])(
    "takes the Host %s",
    async (host) => {
      expect((await ask("/open", { headers: { host } })).status).toBe(200);
    },
  );

  test("refuses pages of other origins, whatever they ask", async () => {
    for (const headers of [
      { origin: "http://evil.example" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" },
      { "sec-fetch-site": "same-site", "sec-fetch-mode": "cors" },
    ])
      expect((await ask("/open", { headers: headers as Record<string, string> })).status).toBe(403);
  });

  test("takes the server's own page, and a link that is followed to it", async () => {
    const host = `127.0.0.1:${port}`;
    expect((await ask("/open", { headers: { host, origin: `http://${host}` } })).status).toBe(200);
    expect(
      (
        await ask("/open", {
          headers: { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" },
        })
      ).status,
    ).toBe(200);
  });

  test("refuses targets that climb, before any route", async () => {
    expect((await ask("/raw/%2e%2e/x")).status).toBe(400);
    expect((await ask("/raw/a%2fb")).status).toBe(400);
  });

  test("refuses before it reads the body", async () => {
    const huge = "x".repeat(11 * 1024 * 1024);
    const headers = { host: "evil.example" };
    expect((await ask("/things/1", { method: "POST", headers, body: "{" })).status).toBe(403);
    expect((await ask("/things/1", { method: "POST", body: huge })).status).toBe(413);
  });

  test("a request that nobody serves is refused before its body is read, and asked for its Host", async () => {
    const huge = "x".repeat(11 * 1024 * 1024);
    expect((await ask("/nothing", { method: "POST", body: huge })).status).toBe(404);
    expect((await ask("/nothing", { headers: { host: "evil.example" } })).status).toBe(403);
  });

  test("keeps no connection open for those who may ask for nothing", async () => {
    const headers = { connection: "keep-alive" };
    /** Over a connection of which the server knows nothing yet. */
    const first = async (path: string, more = {}): Promise<string | undefined> => {
      const agent = new http.Agent({ keepAlive: true });
      const asked = { headers: { ...headers, ...more } };
      const answered = await askAt({ host: "127.0.0.1", port, agent }, path, asked);
      agent.destroy();
      return answered.headers.connection;
    };
    expect(await first("/refuses")).toBe("keep-alive");
    expect(await first("/open", { authorization: `Bearer ${TOKEN}` })).toBe("keep-alive");
    // The kernel takes too long to tell whether this is the owner.
    expect(await first("/open")).toBe("close");
    const refused = await ask("/open", { headers: { ...headers, host: "evil.example" } });
    expect([refused.status, refused.headers.connection]).toEqual([403, "close"]);
  });

  test("an unknown path is 404 in our form", async () => {
    const { status, body } = await ask("/nothing");
    expect([status, JSON.parse(body).error_code]).toEqual([404, "ROUTE_UNKNOWN"]);
  });
});

describe("a listener that closes", () => {
  test("lets what is under way be answered, cuts off what hangs, and waits for its end", async () => {
    const ends: string[] = [];
    const work = (path: string, run: () => Promise<unknown>) =>
      defineRoute({ method: "GET", path, permission: "read", summary: "Works.", run });
    const upload = defineRoute({
      method: "PUT",
      path: "/upload",
      permission: "write",
      summary: "Takes bytes.",
      streamsBody: true,
      async run({ stream }) {
        try {
          for await (const _chunk of stream);
        } finally {
          await new Promise((resolve) => setTimeout(resolve, 100));
          ends.push("upload");
        }
      },
    });
    const slow = work("/slow", async () => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      ends.push("slow");
      return {};
    });
    const other = await createListener({
      routes: [slow, upload],
      context,
      token: TOKEN,
      log: context.log,
    });
    const at = { host: "127.0.0.1", port: await other.listenTcp("127.0.0.1", 0) };
    const answered = new Promise<number | undefined>((resolve) => {
      http.get({ ...at, path: "/slow" }, (response) => resolve(response.resume().statusCode));
    });
    const cut = new Promise<unknown>((resolve) => {
      const hanging = http.request({ ...at, path: "/upload", method: "PUT" });
      hanging.on("error", resolve);
      hanging.write("half");
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await other.close();
    expect(ends).toEqual(["slow", "upload"]);
    expect([await answered, await cut]).toEqual([200, expect.any(Error)]);
  });
});
