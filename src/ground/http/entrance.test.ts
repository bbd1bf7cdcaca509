/** What strangers and clients that stop half-way may hold of a server, over real connections. */
import { mkdtempSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { ServerContext } from "#ground/server";
import { askAt, openContext } from "#test/listening";
import { createListener, defineRoute, type Listener, type ListenerOptions } from "./index.ts";

const TOKEN = "secret-token";
let folder: string;
let context: ServerContext;
let listener: Listener | undefined;
const sockets: Socket[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "fettle-entrance-"));
  context = openContext(folder);
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await listener?.close();
});
afterAll(async () => {
  await context.database.close();
  rmSync(folder, { recursive: true });
});

const never = new Promise<void>(() => {});
const routes = [
  defineRoute({
    method: "GET",
    path: "/mine",
    permission: "read",
    summary: "For the owner.",
    run: async () => ({}),
  }),
  defineRoute({
    method: "GET",
    path: "/stays",
    permission: "read",
    summary: "Is under way for ever.",
    run: ({ signal }) =>
      Promise.race([
        never,
        new Promise<void>((done) => signal.addEventListener("abort", () => done())),
      ]),
  }),
  defineRoute({
    method: "PUT",
    path: "/bytes",
    permission: "write",
    summary: "Counts bytes.",
    streamsBody: true,
    async run({ stream }) {
      let bytes = 0;
      for await (const chunk of stream) bytes += (chunk as Buffer).length;
      return { bytes };
    },
  }),
  defineRoute({
    method: "PUT",
    path: "/later",
    permission: "write",
    summary: "Reads on after a while.",
    streamsBody: true,
    async run({ stream }) {
      await sleep(1500);
      let bytes = 0;
      for await (const chunk of stream) bytes += (chunk as Buffer).length;
      return { bytes };
    },
  }),
  defineRoute({
    method: "POST",
    path: "/text",
    permission: "public",
    summary: "Takes JSON.",
    run: async () => ({}),
  }),
];

async function listen(options: Partial<ListenerOptions>): Promise<number> {
  listener = await createListener({ routes, context, token: TOKEN, log: context.log, ...options });
  return listener.listenTcp("127.0.0.1", 0);
}

type Said = { readonly socket: Socket; heard(): string; closed(): boolean };

/** A connection that has said this; what it hears, and whether it is closed. */
async function say(port: number, text: string): Promise<Said> {
  let heard = "";
  let closed = false;
  const socket = connect(port, "127.0.0.1");
  sockets.push(socket);
  socket.on("error", () => undefined);
  socket.on("data", (chunk) => (heard += chunk)).on("close", () => (closed = true));
  await new Promise<void>((resolve) => socket.once("connect", resolve));
  socket.write(text);
  return { socket, heard: () => heard, closed: () => closed };
}

const host = "Host: localhost\r\n";
const bearer = `${host}Authorization: Bearer ${TOKEN}\r\n`;
const proxied = `${host}X-Forwarded-For: 192.0.2.1\r\n`;
const at = (port: number) => ({ host: "127.0.0.1", port });

test("a stranger who is refused, or asks for what is not there, keeps no connection, whatever body he announces", async () => {
  const port = await listen({});
  for (const [start, status] of [
    ["GET /mine", 403],
    ["GET /nothing", 404],
    ["GET /a%2fb", 400],
    ["GET /%", 400],
    ["PUT /bytes", 403],
    ["POST /nothing", 404],
    ["POST /a%2fb", 400],
    ["POST /%", 400],
  ] as const) {
    const body = start.startsWith("GET") ? "" : "Content-Length: 1000\r\n";
    const asked = await say(port, `${start} HTTP/1.1\r\n${proxied}${body}\r\n${body && "half"}`);
    await expect.poll(asked.closed, { timeout: 5000 }).toBe(true);
    expect([start, asked.heard().slice(0, 12)]).toEqual([start, `HTTP/1.1 ${status}`]);
    expect(asked.heard()).toMatch(/\r\nconnection: close\r\n/i);
  }
});

test("who sends a body that is refused reads why, and is asked for nothing behind it", async () => {
  const port = await listen({});
  const size = 3_000_000;
  const start = `PUT /bytes HTTP/1.1\r\n${proxied}Content-Length: ${size}\r\n\r\n`;
  const next = `GET /mine HTTP/1.1\r\n${host}\r\n`;
  const asked = await say(port, `${start}${"x".repeat(size)}${next}`);
  await expect.poll(asked.closed, { timeout: 5000 }).toBe(true);
  expect(asked.heard().match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 403"]);
});

test("strangers may hold so many connections and no more, and the oldest one of theirs goes", async () => {
  const port = await listen({ limits: { connections: { most: 8, unknown: 4 } } });
  const open = `POST /text HTTP/1.1\r\n${proxied}Content-Length: 100\r\n\r\n{`;
  const first = await say(port, open);
  const others = [];
  for (let i = 0; i < 3; i += 1) others.push(await say(port, open));
  expect((await askAt(at(port), "/mine")).status).toBe(200);
  await expect.poll(first.closed).toBe(true);
  expect(others.map((one) => one.closed())).toEqual([false, false, false]);
});

test("where there are too many the longest idle one goes, and none that waits for its answer", async () => {
  const port = await listen({ limits: { connections: { most: 4, unknown: 2 } } });
  const ask = (path: string) => say(port, `GET ${path} HTTP/1.1\r\n${bearer}\r\n`);
  const waits = await ask("/stays");
  const idle: Said[] = [];
  for (let i = 0; i < 3; i += 1) {
    const one = await ask("/mine");
    await expect.poll(one.heard).toContain("200 OK");
    idle.push(one);
  }
  // Asked again, the first one is the last to go.
  idle[0]?.socket.write(`GET /mine HTTP/1.1\r\n${bearer}\r\n`);
  await expect.poll(() => idle[0]?.heard().match(/200 OK/g)?.length).toBe(2);
  const newcomer = await ask("/mine");
  await expect.poll(newcomer.heard).toContain("200 OK");
  await expect.poll(() => idle.map((one) => one.closed())).toEqual([false, true, false]);
  expect(waits.closed()).toBe(false);
});

test("where all wait for their answers a newcomer goes", async () => {
  const port = await listen({ limits: { connections: { most: 3, unknown: 2 } } });
  const waiting = [];
  for (let i = 0; i < 3; i += 1) {
    waiting.push(await say(port, `GET /stays HTTP/1.1\r\n${bearer}\r\n`));
    await sleep(50);
  }
  const newcomer = await say(port, `GET /mine HTTP/1.1\r\n${bearer}\r\n`);
  await expect.poll(newcomer.closed).toBe(true);
  expect(waiting.map((one) => one.closed())).toEqual([false, false, false]);
});

const pace = { graceMs: 400, bytesPerSecond: 1000, silentMs: 1000 };

test.each(["PUT /bytes", "POST /text"])(
  "a body that stops coming in is cut off and told so: %s",
  async (start) => {
    const port = await listen({ limits: { pace } });
    const asked = await say(port, `${start} HTTP/1.1\r\n${bearer}Content-Length: 100\r\n\r\n{`);
    await expect.poll(asked.closed, { timeout: 5000 }).toBe(true);
    expect(asked.heard()).toMatch(/^HTTP\/1\.1 408 .*"REQUEST_SLOW"/s);
  },
);

test("so is one that came fast and then stops, and one that trickles", async () => {
  const port = await listen({ limits: { pace } });
  const start = `PUT /bytes HTTP/1.1\r\n${bearer}Content-Length: 1000000\r\n\r\n`;
  const stops = await say(port, `${start}${"x".repeat(500_000)}`);
  const trickles = await say(port, start);
  const trickle = setInterval(() => trickles.socket.write("x"), 50);
  await expect.poll(trickles.closed, { timeout: 5000 }).toBe(true);
  await expect.poll(stops.closed, { timeout: 5000 }).toBe(true);
  clearInterval(trickle);
});

test("a slow line that goes on is waited for, longer than one that stops is", async () => {
  const port = await listen({ limits: { pace } });
  const pieces = 30;
  const asked = await say(
    port,
    `PUT /bytes HTTP/1.1\r\n${bearer}Content-Length: ${pieces * 200}\r\n\r\n`,
  );
  for (let i = 0; i < pieces; i += 1) {
    await sleep(50);
    asked.socket.write("x".repeat(200));
  }
  await expect.poll(asked.heard).toContain(`{"bytes":${pieces * 200}}`);
});

test("a body that waits for this server is not hurried", async () => {
  const port = await listen({ limits: { pace } });
  const size = 3_000_000;
  const asked = await say(
    port,
    `PUT /later HTTP/1.1\r\n${bearer}Content-Length: ${size}\r\n\r\n${"x".repeat(size)}`,
  );
  await expect.poll(asked.heard, { timeout: 5000 }).toContain(`{"bytes":${size}}`);
});
