import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { followEvents, type LiveMessage } from "./stream.ts";

/** A server whose answers to the stream's requests the test writes itself. */
async function serveStream(): Promise<{
  url: string;
  next(): Promise<ServerResponse>;
  close(): void;
}> {
  const waiting: ServerResponse[] = [];
  let wake: (() => void) | undefined;
  const server = createServer((_request, response) => {
    waiting.push(response);
    wake?.();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`,
    async next() {
      while (waiting.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      return waiting.shift() as ServerResponse;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

test("hears topics however the bytes are cut, skips heartbeats, and says when it was away", async () => {
  const server = await serveStream();
  const heard: LiveMessage[] = [];
  const controller = new AbortController();
  const done = followEvents(server.url, (message) => heard.push(message), controller.signal);
  const first = await server.next();
  first.writeHead(200, { "content-type": "text/event-stream" });
  first.write(": open\n\nid: 1\nevent: runs/7\nda");
  await expect.poll(() => heard).toEqual([{ kind: "state", state: "live" }]);
  first.write('ta: {}\n\n: beat\n\nevent: gate\ndata: {"a":1}\n\n');
  await expect.poll(() => heard.length).toBe(3);
  first.end();
  const second = await server.next();
  second.writeHead(503).end();
  const third = await server.next();
  third.writeHead(200).write(": open\n\n");
  await expect.poll(() => heard.at(-1), { timeout: 5000 }).toEqual({ kind: "resumed" });
  expect(heard).toEqual([
    { kind: "state", state: "live" },
    { kind: "event", topic: "runs/7" },
    { kind: "event", topic: "gate" },
    { kind: "state", state: "offline" },
    { kind: "state", state: "offline" },
    { kind: "state", state: "live" },
    { kind: "resumed" },
  ]);
  controller.abort();
  await done;
  server.close();
});
