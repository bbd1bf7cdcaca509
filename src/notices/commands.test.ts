import { PassThrough } from "node:stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type CommandShape, createOutput } from "#ground/cli";
import { systemClock } from "#ground/clock";
import { openTestServer, type TestServer } from "#test/open-store";
import { commands } from "./commands.ts";
import type { Notice } from "./model.ts";

let server: TestServer;
beforeEach(async () => {
  server = await openTestServer({
    slices: ["lineage", "artifacts", "runs", "notices"],
    settings: { webhooks: { schemes: ["http"], privateAddresses: true, attempts: 1 } },
  });
});
afterEach(() => server.close());

/** Calls a command as the command line does, and gives its result. */
function type(name: string, args: object = {}, flags: object = {}) {
  const out = new PassThrough();
  const command = commands.find((one) => one.name === name) as CommandShape;
  return command.run({ args, flags: { slack: false, ...flags }, rest: [] }, {
    clock: systemClock,
    signal: new AbortController().signal,
    output: createOutput({ stdout: out, stderr: out, json: false, clock: systemClock }),
    project: async () => ({ name: "shop", root: server.folder }),
    server: async () => server.client,
  } as never);
}

test("notices are added, listed, tried and removed", async () => {
  const url = "http://127.0.0.1:9/services/a/b/secret-9xYz";
  const added = await type("add", { url }, { on: "lost, failed" });
  const { id } = added.data as Notice;
  expect(added.text).toContain(
    `${id.slice(0, 8)}  lost,failed  all         http://127.0.0.1:9/...9xYz`,
  );
  expect(added.text).toContain(`fettle notices test ${id.slice(0, 8)}`);
  const listed = (await type("list")).text;
  expect(listed).toContain("nothing sent yet");
  expect(listed).not.toContain("secret");
  expect(await type("test", { notice: id.slice(0, 8) })).toMatchObject({
    text: "did not arrive: ECONNREFUSED",
    exit: 1,
  });
  expect((await type("remove", { notice: id })).text).toBe("removed http://127.0.0.1:9/...9xYz");
  expect((await type("list")).text).toContain("nobody is told");
});

test("a notice that is not there, and an event that nobody knows, are told by name", async () => {
  await expect(type("remove", { notice: "3f2a" })).rejects.toMatchObject({
    code: "NOTICES_UNKNOWN",
    message: expect.stringContaining("3f2a"),
  });
  await expect(type("add", { url: "http://127.0.0.1:9/" }, { on: "burnt" })).rejects.toMatchObject({
    message: expect.stringContaining("finished"),
  });
});

test("the start of an id that several notices have names none of them", async () => {
  await type("add", { url: "http://127.0.0.1:9/a" });
  await type("add", { url: "http://127.0.0.1:9/b" });
  await expect(type("test", { notice: "" })).rejects.toMatchObject({ code: "NOTICES_UNKNOWN" });
});
