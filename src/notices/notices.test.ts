import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { newId } from "#ground/id";
import { type RunDetail, runLost, runsPurged } from "#runs";
import { openTestServer, type TestServer } from "#test/open-store";
import type { Notice } from "./index.ts";
import { shownUrl } from "./model.ts";

const API = "/api/fettle/1/notices";
const RUNS = "/api/fettle/1/runs";
let server: TestServer;
let receiver: Server;
let url: string;
let now: number;
let got: { path: string; body: Record<string, unknown> }[];
let answers: number[];
let arrived: PromiseWithResolvers<void>;
let expected: number;

beforeEach(async () => {
  now = 1_000_000_000;
  got = [];
  answers = [];
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      response.writeHead(answers.shift() ?? 200).end();
      const body = JSON.parse(Buffer.concat(chunks).toString("utf8")) as Record<string, unknown>;
      got.push({ path: request.url ?? "", body });
      if (got.length === expected) arrived.resolve();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/services/T000/B000/secret-9xYz`;
  server = await openTestServer({
    slices: ["lineage", "artifacts", "runs", "notices"],
    clock: { ...systemClock, now: () => now },
    settings: { webhooks: { schemes: ["http"], privateAddresses: true, attempts: 3 } },
  });
});
afterEach(async () => {
  await server.close();
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});

const awaiting = (count: number): void => {
  expected = count;
  arrived = Promise.withResolvers();
};
const add = (more: object = {}) =>
  server.client.post<Notice>(API, {
    id: newId(),
    project: "shop",
    on: ["failed", "lost"],
    url,
    ...more,
  });
const start = async (name: string, more: object = {}) => {
  const id = newId();
  await server.client.post(RUNS, {
    id,
    project: "shop",
    experiment: "intents/rules",
    name,
    startedAt: now,
    command: ["true"],
    folder: ".",
    dirty: false,
    data: [],
    user: "ada",
    ...more,
  });
  return id;
};
const end = (id: string, status: string, exitCode?: number) =>
  server.client.post(`${RUNS}/${id}/end`, { status, endedAt: now + 90_000, exitCode });
/** Calls what runs call when they miss a run. */
const lose = async (id: string) => {
  const run = await server.client.get<RunDetail>(`${RUNS}/${id}`);
  for (const tell of server.context.hooks.of(runLost)) await tell(run, server.context);
};
const listed = async () =>
  (await server.client.get<{ notices: Notice[] }>(API, { project: "shop" })).notices;

test("a run that failed is told of with its facts, one that finished is not", async () => {
  await add({ link: "https://fettle.example.org/" });
  awaiting(1);
  await end(await start("good"), "FINISHED");
  const id = await start("bad");
  await end(id, "FAILED", 3);
  await arrived.promise;
  expect(got).toMatchObject([
    {
      path: "/services/T000/B000/secret-9xYz",
      body: {
        event: "run.failed",
        link: `https://fettle.example.org/runs/${id}`,
        run: { id, name: "bad", status: "FAILED", exitCode: 3, durationMs: 90_000, user: "ada" },
      },
    },
  ]);
});

test("Slack gets its own form, where names can't break out of it", async () => {
  await add({ slack: true, link: "https://fettle.example.org" });
  awaiting(1);
  const id = await start("<!channel> a & b");
  await end(id, "FAILED", 3);
  await arrived.promise;
  expect(got[0]?.body).toEqual({
    text: `*<https://fettle.example.org/runs/${id}|&lt;!channel&gt; a &amp; b>* failed after 1 min 30 s (exit code 3)\nshop, intents/rules, by ada`,
  });
});

test("a run that is lost is told of once, though it comes back and is lost again", async () => {
  await add();
  awaiting(2);
  const id = await start("one");
  await lose(id);
  await lose(id);
  await end(id, "FAILED");
  await arrived.promise;
  expect(got.map((one) => one.body["event"])).toEqual(["run.lost", "run.failed"]);
});

test("a notice of a folder hears of the experiments in it, and of no other project's", async () => {
  await add({ experiment: "intents/", on: ["finished"] });
  awaiting(1);
  await end(await start("elsewhere", { experiment: "prices" }), "FINISHED");
  await end(await start("foreign", { project: "other" }), "FINISHED");
  await end(await start("inside"), "FINISHED");
  await arrived.promise;
  expect(got).toMatchObject([{ body: { run: { name: "inside" } } }]);
});

test("a delivery that fails is tried again, and the notice tells what is wrong", async () => {
  const notice = await add();
  answers = [400];
  awaiting(1);
  await end(await start("bad"), "FAILED");
  await arrived.promise;
  while ((await listed())[0]?.problem === null) await new Promise(setImmediate);
  expect(await listed()).toMatchObject([{ id: notice.id, problem: "answered 400", toldAt: null }]);
});

test("addresses are shown shortened, and kept sealed", async () => {
  const notice = await add();
  const expectedUrl = `${new URL(url).origin}/...9xYz`;
  expect([notice.url, (await listed())[0]?.url]).toEqual([expectedUrl, expectedUrl]);
  const rows = await server.context.database.all("SELECT * FROM notices_notice");
  expect(JSON.stringify([rows, server.logLines])).not.toContain("secret-9xYz");
  expect(shownUrl("https://example.org/")).toBe("https://example.org");
  expect(shownUrl("https://example.org/hook")).toBe("https://example.org/...");
});

test("a test says whether the message arrives", async () => {
  const { id } = await add();
  awaiting(1);
  expect(await server.client.post(`${API}/${id}/test`)).toEqual({
    arrived: true,
    problem: null,
  });
  expect(got[0]?.body["event"]).toBe("run.test");
  answers = [500];
  expect(await server.client.post(`${API}/${id}/test`)).toEqual({
    arrived: false,
    problem: "answered 500",
  });
});

test("an address that the settings do not allow is refused, and a notice ends when it is removed", async () => {
  for (const bad of ["ftp://example.org/x", "https://example.org/x", "http://u:p@127.0.0.1/"])
    await expect(add({ url: bad })).rejects.toMatchObject({ code: "NOTICES_ADDRESS_INVALID" });
  const { id } = await add();
  await server.client.delete(`${API}/${id}`);
  expect(await listed()).toEqual([]);
  await expect(server.client.delete(`${API}/${id}`)).rejects.toMatchObject({
    code: "NOTICES_UNKNOWN",
    status: 404,
  });
});

test("a notice is answered whole, once for each id, and listed by project in the order in which they came", async () => {
  const id = (sign: string) => sign.repeat(32);
  const asked = { id: id("b"), project: "p", experiment: "e", on: ["lost", "failed", "lost"] };
  const user = expect.stringMatching(/./);
  const first = {
    ...{ id: id("b"), project: "p", experiment: "e", on: ["lost", "failed"] },
    ...{ url: `${new URL(url).origin}/...9xYz`, slack: false, link: null, user, createdAt: now },
    ...{ toldAt: null, problem: null },
  };
  expect(await add(asked)).toEqual(first);
  now += 1;
  expect(await add({ ...asked, on: ["killed"] })).toEqual(first);
  const on = ["finished", "failed", "killed", "lost"];
  for (const more of [
    { id: id("c"), project: "p", on },
    { id: id("a"), project: "p" },
    { id: id("d"), project: "o" },
  ])
    await add(more);
  const ids = async (query: Record<string, string> = {}) => {
    const { notices } = await server.client.get<{ notices: Notice[] }>(API, query);
    return notices.map((one) => one.id[0]).join("");
  };
  expect([await ids({ project: "p" }), await ids(), await ids({ project: "x" })]).toEqual([
    "bac",
    "dbac",
    "",
  ]);
  expect(await server.client.delete(`${API}/${id("b")}`)).toEqual(first);
  expect(await ids()).toBe("dac");
});

test.each([
  ["id", { id: "a".repeat(31) }],
  ["id", { id: "A".repeat(32) }],
  ["project", { project: "" }],
  ["project", { project: "x".repeat(251) }],
  ["experiment", { experiment: "" }],
  ["experiment", { experiment: "x".repeat(501) }],
  ["on", { on: [] }],
  ["on", { on: ["started"] }],
  ["on", { on: ["finished", "failed", "killed", "lost", "lost"] }],
  ["link", { link: "ftp://a.b" }],
  ["link", { link: "x" }],
])("a notice of a wrong %s is refused with its name", async (field, wrong) => {
  await expect(add(wrong)).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining(field),
  });
  expect(await listed()).toEqual([]);
});

test("what was told of a run goes with it when it is purged", async () => {
  await add();
  awaiting(1);
  const kept = await start("kept");
  const gone = await start("gone");
  for (const id of [kept, gone]) await lose(id);
  const told = () => server.context.database.all<{ run: string }>("SELECT run FROM notices_told");
  expect((await told()).map((one) => one.run).sort()).toEqual([kept, gone].sort());
  await server.context.database.write(async (tx) => {
    for (const forget of server.context.hooks.of(runsPurged)) await forget(tx, [gone]);
  });
  expect(await told()).toEqual([{ run: kept }]);
});

test("what a notice told goes with the notice", async () => {
  const { id } = await add();
  awaiting(1);
  await lose(await start("lost"));
  await arrived.promise;
  const told = () => server.context.database.all("SELECT run FROM notices_told");
  expect(await told()).toHaveLength(1);
  await server.client.delete(`${API}/${id}`);
  expect(await told()).toEqual([]);
});

test("an end is told again after ten minutes, and not before", async () => {
  await add();
  awaiting(2);
  const id = await start("one");
  await lose(id);
  now += 10 * 60_000 - 1;
  await lose(id);
  now += 2;
  await lose(id);
  await arrived.promise;
  expect(got.map((one) => one.body["at"])).toEqual([now - 10 * 60_000 - 1, now]);
});

test("a run that was killed is told to who asks for it, by the name of the experiment alone", async () => {
  await add({ on: ["killed"], experiment: "intents/rules" });
  awaiting(1);
  for (const experiment of ["intents/rules-2", "intents", "intents/rules/a"])
    await end(await start("other", { experiment }), "KILLED");
  await end(await start("own"), "FAILED");
  await end(await start("own"), "KILLED");
  await arrived.promise;
  expect(got).toMatchObject([{ body: { event: "run.killed", run: { name: "own" } } }]);
});

test("a notice tells when something arrived last, and that what was wrong is over", async () => {
  await add();
  answers = [400];
  awaiting(2);
  await end(await start("bad"), "FAILED");
  while ((await listed())[0]?.problem === null) await new Promise(setImmediate);
  now += 5000;
  await end(await start("worse"), "FAILED");
  await arrived.promise;
  while ((await listed())[0]?.toldAt === null) await new Promise(setImmediate);
  expect(await listed()).toMatchObject([{ problem: null, toldAt: now }]);
});
