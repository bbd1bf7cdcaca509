import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import http from "node:http";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createClient, type ServerAddress, type ServerClient } from "./index.ts";

let folder: string;
let server: http.Server;
let client: ServerClient;
let received: number;
let begun: () => void;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "fettle-client-"));
  received = 0;
  begun = () => undefined;
  server = http.createServer((request, response) => {
    request.on("data", (chunk: Buffer) => {
      received += chunk.length;
      begun();
    });
    request.on("error", () => undefined);
    request.on("end", () => response.end("{}"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  client = createClient({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true });
});

test("uploads a file whole, also an empty one", async () => {
  for (const size of [0, 1, 300_000]) {
    received = 0;
    writeFileSync(join(folder, "a"), "x".repeat(size));
    await client.upload("/a", join(folder, "a"));
    expect(received).toBe(size);
  }
});

test("an upload that is answered before its end leaves no connection that keeps the program alive", async () => {
  // As a server whose disk is full: it answers, and reads on no more.
  const open: Socket[] = [];
  const deaf = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => {
      socket.pause();
      socket.write("HTTP/1.1 507 Full\r\ncontent-length: 2\r\n\r\n{}");
      open.push(socket);
    });
  });
  await new Promise<void>((resolve) => deaf.listen(0, "127.0.0.1", resolve));
  const { port } = deaf.address() as AddressInfo;
  const file = join(folder, "large");
  writeFileSync(file, Buffer.alloc(30_000_000));
  const asking = createClient({ url: `http://127.0.0.1:${port}` });
  await expect(asking.upload("/a", file)).rejects.toThrow("answered 507");
  // Reading on, the server finds that it was let go.
  const [socket] = open;
  const gone = new Promise((resolve) => socket?.once("close", resolve));
  socket?.resume();
  await gone;
  await new Promise((resolve) => deaf.close(resolve));
});

test("ends an upload with an error where the file becomes shorter meanwhile", async () => {
  const path = join(folder, "a");
  writeFileSync(path, Buffer.alloc(64 * 1024 * 1024));
  begun = () => truncateSync(path, 1000);
  await expect(client.upload("/a", path)).rejects.toMatchObject({
    code: "FILE_FAILED",
    message: expect.stringContaining("became shorter"),
  });
});

test("reads a long answer as it comes, and tells where it was cut off", async () => {
  server.removeAllListeners("request");
  server.on("request", (request, response) => {
    if (request.url === "/no") return void response.writeHead(404).end('{"message":"not here"}');
    response.write("one\n");
    if (request.url === "/cut") setImmediate(() => response.destroy());
    else response.end("two\n");
  });
  const read = async (path: string): Promise<string> => {
    let text = "";
    for await (const chunk of await client.stream(path)) text += String(chunk);
    return text;
  };
  await expect(read("/whole")).resolves.toBe("one\ntwo\n");
  await expect(read("/cut")).rejects.toThrow();
  await expect(read("/no")).rejects.toMatchObject({ code: "SERVER_REFUSED" });
});

test("names a file that is not there, and takes it for no server that is away", async () => {
  let started = 0;
  const revive = async () => {
    started += 1;
    return client.address;
  };
  const file = join(folder, "none");
  for (const asking of [client, createClient(client.address, revive)])
    await expect(asking.upload("/a", file)).rejects.toMatchObject({
      code: "FILE_MISSING",
      facts: { path: file },
    });
  expect(started).toBe(0);
});

test("sends the body of every method, also of DELETE", async () => {
  for (const send of ["post", "put", "patch", "delete"] as const) {
    received = 0;
    expect(await client[send]("/a", { reason: "ä" })).toEqual({});
    expect([send, received]).toEqual([send, Buffer.byteLength('{"reason":"ä"}')]);
  }
});

/** Answers every request so, and remembers what was asked. */
function answerWith(give: (request: http.IncomingMessage, response: http.ServerResponse) => void): {
  readonly asked: {
    method: string;
    url: string;
    headers: http.IncomingHttpHeaders;
    body: string;
  }[];
} {
  const asked: ReturnType<typeof answerWith>["asked"] = [];
  server.removeAllListeners("request");
  server.on("request", async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    asked.push({
      method: request.method ?? "",
      url: request.url ?? "",
      headers: request.headers,
      body,
    });
    give(request, response);
  });
  return { asked };
}

test("asks with its token, for JSON, and with the query that is given", async () => {
  const { asked } = answerWith((_, response) => response.end('{"a":1}'));
  const known = createClient({ ...client.address, token: "s3cret" });
  expect(await known.get("/a", { n: 1, off: false, text: "x y", none: undefined })).toEqual({
    a: 1,
  });
  expect(await client.get("/a", { none: undefined })).toEqual({ a: 1 });
  expect(await client.get("/a")).toEqual({ a: 1 });
  expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual([
    "GET /a?n=1&off=false&text=x+y",
    "GET /a",
    "GET /a",
  ]);
  expect(asked[0]?.headers).toMatchObject({
    accept: "application/json",
    authorization: "Bearer s3cret",
  });
  expect(asked[1]?.headers).not.toHaveProperty("authorization");
  expect(asked[1]?.headers).not.toHaveProperty("content-type");
});

test("sends an empty object where a route reads a body and none is given, but for DELETE", async () => {
  const { asked } = answerWith((_, response) => response.end());
  const paths = { "/a": { asked: undefined, answer: undefined } };
  const api = client.api<
    Record<"GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD", typeof paths>
  >() as never as Record<
    "get" | "post" | "put" | "patch" | "delete",
    (path: string, asked?: object) => Promise<unknown>
  >;
  for (const method of ["post", "put", "patch", "delete"] as const) {
    expect(await client[method]("/plain")).toBeUndefined();
    await api[method]("/typed/:id", { params: { id: "x/y" }, query: { n: 1 } });
  }
  await api.get("/typed");
  await api.delete("/typed", { body: { why: "old" } });
  expect(asked.map(({ method, url, body }) => `${method} ${url} ${body}`)).toEqual([
    "POST /plain {}",
    "POST /typed/x%2Fy?n=1 {}",
    "PUT /plain {}",
    "PUT /typed/x%2Fy?n=1 {}",
    "PATCH /plain {}",
    "PATCH /typed/x%2Fy?n=1 {}",
    "DELETE /plain ",
    "DELETE /typed/x%2Fy?n=1 ",
    "GET /typed ",
    'DELETE /typed {"why":"old"}',
  ]);
  expect(asked[0]?.headers).toMatchObject({
    "content-type": "application/json",
    "content-length": "2",
  });
});

test("gives a file's bytes back as they are", async () => {
  answerWith((_, response) => response.end(Buffer.of(0, 255, 128)));
  expect(await client.download("/a")).toEqual(Buffer.of(0, 255, 128));
});

test("throws an error as the server threw it, and others with what the server said", async () => {
  let [status, body] = [0, ""];
  answerWith((_, response) => response.writeHead(status).end(body));
  const thrown = async (given: number, text: unknown, ask = () => client.get("/a")) => {
    [status, body] = [given, typeof text === "string" ? text : JSON.stringify(text)];
    const error = await ask().catch((problem: unknown) => problem);
    const { code, message, hint, status: told, exit, facts } = error as Record<string, unknown>;
    return { code, message, hint, status: told, exit, facts };
  };
  const ours = { error_code: "HAT_LOST", message: "no hat", exit: 3 };
  expect(await thrown(400, { ...ours, hint: "look", facts: { hat: "red" } })).toEqual({
    code: "HAT_LOST",
    message: "no hat",
    hint: "look",
    status: 400,
    exit: 3,
    facts: { hat: "red" },
  });
  const bare = { code: "HAT_LOST", message: "no hat", hint: "", status: 404, exit: 3, facts: {} };
  for (const ask of [
    () => client.download("/a"),
    () => client.stream("/a"),
    () => client.upload("/a", import.meta.filename),
  ])
    expect(await thrown(404, ours, ask)).toEqual(bare);
  const refused = (message: string, given: number) => ({
    code: "SERVER_REFUSED",
    message,
    hint: "",
    status: 502,
    exit: 3,
    facts: { status: given, message },
  });
  // MLflow's form, which has no exit; a code alone; text; a page longer than anybody reads.
  expect(await thrown(409, { error_code: "RESOURCE_CONFLICT", message: "taken" })).toEqual(
    refused("taken", 409),
  );
  expect(await thrown(500, { exit: 1 })).toEqual(
    refused('the server answered 500: {"exit":1}', 500),
  );
  expect(await thrown(502, "x".repeat(300))).toEqual(
    refused(`the server answered 502: ${"x".repeat(200)}`, 502),
  );
  expect(await thrown(400, "null")).toEqual(refused("the server answered 400: null", 400));
});

describe("a server that is away", () => {
  const away = { url: "http://127.0.0.1:9" };

  test("is told with its address and the reason", async () => {
    const socket = join(folder, "none.sock");
    for (const address of [away, { ...away, socket }])
      for (const ask of [
        (asking: ServerClient) => asking.get("/a"),
        (asking: ServerClient) => asking.stream("/a"),
      ])
        await expect(ask(createClient(address))).rejects.toMatchObject({
          code: "SERVER_UNREACHABLE",
          facts: {
            address: address === away ? away.url : socket,
            reason:
              address === away ? "connect ECONNREFUSED 127.0.0.1:9" : `connect ENOENT ${socket}`,
          },
        });
  });

  test("is started again once, however many ask, and asked once more at its new address", async () => {
    const { asked } = answerWith((_, response) => response.end('{"a":1}'));
    let started = 0;
    const revive = async (): Promise<ServerAddress> => {
      started += 1;
      await client.get("/up");
      return client.address;
    };
    const socket = join(folder, "none.sock");
    const patient = createClient({ ...away, socket }, revive);
    expect(await Promise.all([patient.get("/a"), patient.get("/b")])).toEqual([{ a: 1 }, { a: 1 }]);
    expect([started, patient.address]).toEqual([1, client.address]);
    const other = createClient(away, revive);
    for await (const chunk of await other.stream("/c")) expect(String(chunk)).toBe('{"a":1}');
    expect(started).toBe(2);
    expect(asked.map(({ url }) => url).sort()).toEqual(["/a", "/b", "/c", "/health", "/up", "/up"]);
  });

  test("that is away again is told, and what is no loss of a connection starts nothing", async () => {
    let started = 0;
    const revive = async (): Promise<ServerAddress> => {
      started += 1;
      return away;
    };
    const stillAway = createClient(away, revive);
    for (const times of [1, 2]) {
      await expect(stillAway.get("/a")).rejects.toMatchObject({ code: "SERVER_UNREACHABLE" });
      expect(started).toBe(times);
    }
    const patient = createClient(client.address, revive);
    answerWith((_, response) => response.writeHead(503).end("{}"));
    await expect(patient.get("/a")).rejects.toMatchObject({ code: "SERVER_REFUSED" });
    expect(started).toBe(2);
  });
});

describe("events", () => {
  test("are told one by one, however they are cut, until the server ends", async () => {
    const { asked } = answerWith((_, response) => {
      response.writeHead(200);
      for (const part of ["event: run\nda", 'ta: {"id":"é"}\n\n', ": still here\n\nevent: run\n\n"])
        response.write(part);
      response.end("event: log\ndata: 7\n\nevent: cut\ndata: 8");
    });
    const told: unknown[] = [];
    let opened = 0;
    await client.events(
      ["run", "a b"],
      (topic, data) => told.push([topic, data]),
      new AbortController().signal,
      () => {
        opened += 1;
      },
    );
    expect([told, opened]).toEqual([
      [
        ["run", { id: "é" }],
        ["log", 7],
      ],
      1,
    ]);
    expect(asked[0]?.url).toBe("/api/fettle/1/events?topics=run%2Ca%20b");
  });

  test("end with the signal, also one that has fired, and with a server that is away or refuses", async () => {
    const gone = Promise.withResolvers<void>();
    answerWith((request, response) => {
      request.socket.on("close", gone.resolve);
      response.write("event: run\ndata: 1\n\n");
    });
    const controller = new AbortController();
    await client.events(["run"], () => controller.abort(), controller.signal);
    await gone.promise;
    const { asked } = answerWith((_, response) =>
      response.writeHead(403).end("event: a\ndata: 1\n"),
    );
    let opened = 0;
    const open = () => {
      opened += 1;
    };
    await client.events(["run"], () => undefined, controller.signal, open);
    expect(asked).toEqual([]);
    await client.events(["run"], () => undefined, new AbortController().signal, open);
    expect([asked.length, opened]).toEqual([1, 0]);
    const none = createClient({ url: "http://127.0.0.1:9" });
    await none.events(["run"], () => undefined, new AbortController().signal, open);
    expect(opened).toBe(0);
  });
});
