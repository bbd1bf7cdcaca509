import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { newId } from "#ground/id";
import { openTestServer, type TestServer } from "#test/open-store";
import { typeCommands } from "#test/type-command";
import { commands } from "./commands.ts";
import type { Notice } from "./model.ts";

let server: TestServer;
let project = "shop";
beforeAll(async () => {
  server = await openTestServer({
    slices: ["lineage", "artifacts", "runs", "notices"],
    settings: { webhooks: { schemes: ["http", "https"], privateAddresses: true, attempts: 1 } },
  });
});
afterAll(() => server.close());
afterEach(async () => {
  project = "shop";
  for (const { id } of ((await type("list")).data as { notices: Notice[] }).notices)
    await type("remove", id);
});

const type = typeCommands(
  commands,
  () => server,
  () => ({ project: async () => ({ name: project, root: server.folder }) as never }),
);

test("notices are added, listed, tried and removed", async () => {
  const url = "http://127.0.0.1:9/services/a/b/secret-9xYz";
  const added = await type("add", url, "--on", "lost, failed");
  const { id } = added.data as Notice;
  expect(added.text).toContain(
    `${id.slice(0, 8)}  lost,failed  all         http://127.0.0.1:9/...9xYz`,
  );
  expect(added.text?.split("\n").at(-1)).toBe(
    `fettle notices test ${id.slice(0, 8)}   sends a test message`,
  );
  const listed = (await type("list")).text;
  expect(listed).toContain("nothing sent yet");
  expect(listed).not.toContain("secret");
  expect(await type("test", id.slice(0, 8))).toMatchObject({
    text: "did not arrive: ECONNREFUSED",
    exit: 1,
  });
  expect((await type("remove", id)).text).toBe("removed http://127.0.0.1:9/...9xYz");
  expect((await type("list")).text).toContain("nobody is told");
});

test("a list is a table of who is told of what, and where it goes", async () => {
  const { id } = (await type("add", "http://127.0.0.1:9/", "--on", "killed")).data as Notice;
  const { text, data } = await type("list");
  expect(text?.split("\n").map((line) => line.trim().split(/ {2,}/))).toEqual([
    ["id", "on", "experiment", "to", "state"],
    [id.slice(0, 8), "killed", "all", "http://127.0.0.1:9", "nothing sent yet"],
  ]);
  expect(await type("test", id)).toMatchObject({
    data: { arrived: false, problem: "ECONNREFUSED" },
  });
  const removed = await type("remove", id.slice(0, 2));
  expect({ notices: [removed.data] }).toEqual(data);
  expect((await type("list")).text).toBe(
    "nobody is told; fettle notices add URL has an address told of runs",
  );
});

test.each(["add", "remove", "test"])("%s says what is missing", async (name) => {
  await expect(type(name)).rejects.toMatchObject({ code: "USAGE" });
});

test("a notice that is not there, and an event that nobody knows, are told by name", async () => {
  await expect(type("remove", "3f2a")).rejects.toMatchObject({
    code: "NOTICES_UNKNOWN",
    message: expect.stringContaining("3f2a"),
  });
  await expect(type("add", "http://127.0.0.1:9/", "--on", "burnt")).rejects.toMatchObject({
    message: expect.stringContaining("finished"),
  });
});

test("the start of an id that several notices have names none of them", async () => {
  await type("add", "http://127.0.0.1:9/a");
  await type("add", "http://127.0.0.1:9/b");
  await expect(type("test", "")).rejects.toMatchObject({ code: "NOTICES_UNKNOWN" });
});

test("a notice is of failures and lost runs of all experiments, where nothing else is said", async () => {
  const plain = await type("add", "http://127.0.0.1:9/plain");
  expect(plain.data).toMatchObject({
    project: "shop",
    on: ["failed", "lost"],
    slack: false,
    experiment: null,
    link: null,
    toldAt: null,
    problem: null,
  });
  const words = ["--on", "finished", "--experiment", "intents/", "--slack", "--link", "http://a.b"];
  const told = await type("add", "http://127.0.0.1:9/told", ...words);
  expect(told.data).toMatchObject({
    on: ["finished"],
    slack: true,
    experiment: "intents/",
    link: "http://a.b",
  });
  expect(told.text?.split("\n")[1]).toMatch(
    /^[0-9a-f]{8} {2}finished {2}intents\/ {4}http:\/\/127\.0\.0\.1:9\/\.\.\. \(Slack\) {2}nothing sent yet$/,
  );
  const { data } = await type("add", "https://hooks.slack.com/services/T0/B0/abcd");
  expect(data).toMatchObject({ slack: true });
});

test("a notice is its project's alone", async () => {
  const { data } = await type("add", "http://127.0.0.1:9/own");
  project = "other";
  expect((await type("list")).data).toEqual({ notices: [] });
  await expect(type("remove", (data as Notice).id)).rejects.toMatchObject({
    code: "NOTICES_UNKNOWN",
  });
});

test("an address that the settings do not allow is refused with why", async () => {
  for (const none of ["ftp://127.0.0.1/", "no address"])
    await expect(type("add", none)).rejects.toMatchObject({ code: "NOTICES_ADDRESS_INVALID" });
});

test("a message that arrives is told by the test, and by the list from then on", async () => {
  const receiver = createServer((request, response) => {
    request.resume().on("end", () => response.end());
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  try {
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
    const { id, url: shown } = (await type("add", url)).data as Notice;
    expect(await type("test", id)).toMatchObject({ text: `arrived at ${shown}`, exit: 0 });
    const run = newId();
    const runs = "/api/fettle/1/runs";
    await server.client.post(runs, {
      ...{ id: run, project: "shop", experiment: "e", name: "r", startedAt: 1, folder: "." },
      ...{ command: ["true"], dirty: false, data: [] },
    });
    await server.client.post(`${runs}/${run}/end`, { status: "FAILED", endedAt: 2 });
    const listed = async () => ((await type("list")).data as { notices: Notice[] }).notices[0];
    while ((await listed())?.toldAt === null) await new Promise(setImmediate);
    expect((await type("list")).text).toMatch(/ {2}arrives$/);
  } finally {
    receiver.closeAllConnections();
    receiver.close();
  }
});
