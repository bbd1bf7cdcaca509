import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Slice } from "#ground/slice";
import { openTestServer, type TestServer } from "#test/open-store";
import { serverRoutes } from "./server-routes.ts";

const TOKEN = "0123456789".repeat(4);
const slice: Slice = {
  name: "server",
  summary: "routes of the server alone",
  needs: [],
  commands: [],
  routes: async () =>
    serverRoutes({
      token: TOKEN,
      stop: () => undefined,
      startedAt: 0,
      describe: async () => ({ openapi: "3.1.1" }),
    }),
} as never;

let server: TestServer;
beforeEach(async () => {
  server = await openTestServer({ slices: [slice] });
});
afterEach(() => server.close());

const openStream = (): Promise<Socket> =>
  new Promise((resolve) => {
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1", () =>
      socket.write("GET /api/fettle/1/events?topics=runs HTTP/1.1\r\nHost: localhost\r\n\r\n"),
    );
    socket.on("error", () => undefined);
    socket.once("data", () => resolve(socket));
  });
const listeners = () => expect.poll(() => server.context.events.listeners, { timeout: 5000 });

describe("the event stream", () => {
  test("listens for as long as its client is there", async () => {
    const sockets = await Promise.all(Array.from({ length: 20 }, openStream));
    await listeners().toBe(20);
    for (const socket of sockets) socket.destroy();
    await listeners().toBe(0);
  });

  test("lets go of a client that reads no more", async () => {
    const socket = await openStream();
    socket.pause();
    const data = { text: "x".repeat(10_000) };
    for (let i = 0; i < 2000 && server.context.events.listeners > 0; i += 1) {
      server.context.events.publish(`runs/${i}`, data);
      if (i % 50 === 0) await sleep(1);
    }
    await listeners().toBe(0);
    socket.destroy();
  });

  test("doesn't begin for a client that has gone", async () => {
    for (let i = 0; i < 50; i += 1) {
      const socket = connect(Number(new URL(server.url).port), "127.0.0.1", () => {
        socket.write("GET /api/fettle/1/events?topics=runs HTTP/1.1\r\nHost: localhost\r\n\r\n");
        socket.destroy();
      });
      socket.on("error", () => undefined);
    }
    await sleep(300);
    await listeners().toBe(0);
  });

  test("ends with the server", async () => {
    const socket = await openStream();
    const ended = new Promise((resolve) => socket.once("close", resolve));
    const { context } = server;
    await server.close();
    await ended;
    context.events.publish("runs");
    expect(context.events.listeners).toBe(0);
    server = await openTestServer({ slices: [slice] });
  });
});

test("the page's cookie goes over TLS alone where the page came so", async () => {
  const cookieOf = async (headers: Record<string, string>): Promise<string | null> => {
    const response = await fetch(`${server.url}/api/fettle/1/session`, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify({ token: TOKEN }),
    });
    expect(response.status).toBe(200);
    return response.headers.get("set-cookie");
  };
  const { host } = new URL(server.url);
  const plain = `fettle_token=${TOKEN}; HttpOnly; SameSite=Strict; Path=/`;
  expect(await cookieOf({ "x-forwarded-for": "192.0.2.1" })).toBe(plain);
  expect(await cookieOf({ "x-forwarded-proto": "https" })).toBe(`${plain}; Secure`);
  expect(await cookieOf({ via: "1.1 proxy", origin: `https://${host}` })).toBe(`${plain}; Secure`);
  // The owner's browser, which the kernel names, needs none.
  expect(await cookieOf({})).toBe(null);
});
