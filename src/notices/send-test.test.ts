import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { seal } from "#ground/webhooks";
import { openTestServer, type TestServer } from "#test/open-store";
import { sendTest } from "./send-test.ts";
import type { SealedNotice } from "./store/notices.ts";

let server: TestServer;
let receiver: Server;
let url: string;
let status: number;
let got: unknown[];

beforeAll(async () => {
  receiver = createServer(async (request, response) => {
    got.push(JSON.parse(Buffer.concat(await request.toArray()).toString("utf8")));
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  server = await openTestServer({
    slices: ["lineage", "artifacts", "runs"],
    clock: { ...systemClock, now: () => 5000 },
    settings: { webhooks: { schemes: ["http"], privateAddresses: true, attempts: 1 } },
  });
});
afterAll(async () => {
  await server.close();
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});
beforeEach(() => {
  status = 200;
  got = [];
});

const send = (more: Partial<SealedNotice> = {}) =>
  sendTest(
    server.context,
    {
      id: "n",
      project: "shop",
      experiment: null,
      on: ["failed"],
      url: "shown",
      sealed: seal(server.context.store.folder, url),
      slack: false,
      link: "https://fettle.example.org",
      user: "ada",
      createdAt: 1,
      toldAt: null,
      problem: null,
      ...more,
    },
    new AbortController().signal,
  );

test("a test message tells of a run that never was, in the notice's project", async () => {
  expect(await send()).toEqual({ arrived: true, problem: null });
  await send({ experiment: "intents/" });
  const run = {
    id: "test",
    name: "test",
    project: "shop",
    experiment: "shop",
    status: "FINISHED",
    user: "ada",
    startedAt: 5000,
    endedAt: 5000,
    durationMs: 0,
    exitCode: 0,
    commit: null,
    metrics: {},
  };
  const message = { event: "run.test", at: 5000, link: "https://fettle.example.org/runs/test" };
  expect(got).toEqual([
    { ...message, run },
    { ...message, run: { ...run, experiment: "intents/" } },
  ]);
});

test("what goes wrong is told, also where nobody can read the address any more", async () => {
  status = 404;
  expect(await send()).toEqual({ arrived: false, problem: "answered 404" });
  const lost = await send({ sealed: "not sealed here" });
  const problem = "Webhook URL cannot be empty or just whitespace";
  expect(lost).toEqual({ arrived: false, problem });
  expect(got.length).toBe(1);
});
