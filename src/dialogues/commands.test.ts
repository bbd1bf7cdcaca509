import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Context, createOutput, parseCommand } from "#ground/cli";
import { systemClock } from "#ground/clock";
import { loadProject } from "#ground/config";
import { freePort, startChild } from "#ground/process";
import { openTestServer, type TestServer } from "#test/open-store";
import { commands } from "./commands.ts";
import { dialoguesSection } from "./config.ts";
import type { Report } from "./model.ts";

const AGENT = `"${process.execPath}" "${resolve("test/support/tiny-agent.ts")}"`;
const START = `dialogues:\n  agent:\n    start: ${JSON.stringify(AGENT)}\n`;

let server: TestServer;
let root: string;
let number = 0;

beforeAll(async () => {
  server = await openTestServer({ slices: ["lineage", "dialogues"] });
});
afterAll(() => server.close());
beforeEach(() => {
  number += 1;
  root = join(server.folder, `shop-${number}`);
  mkdirSync(join(root, "dialogues"), { recursive: true });
  write("fettle.yaml", START);
});

function write(path: string, text: string): void {
  writeFileSync(join(root, path), text);
}

/** A dialogue in which the user says `says`, and which passes on the route `route`. */
const dialogue = (title: string, says: string, route: string, tags = "") =>
  `dialogue: ${title}\ntags: [${tags}]\nturns: [{ user: ${says}, agent: { route: ${route} } }]\n`;

/** Types a command in the project, without the process around it. */
async function type(...words: string[]) {
  const command = commands.find((one) => one.name === words[0]);
  if (command === undefined) throw new Error(`no command ${words[0]}`);
  const parsed = parseCommand(command, words[0] as string, words.slice(1));
  const context: Context = {
    cwd: root,
    clock: systemClock,
    output: createOutput({
      stdout: new PassThrough(),
      stderr: new PassThrough(),
      json: false,
      clock: systemClock,
    }),
    signal: new AbortController().signal,
    store: undefined,
    project: async () => loadProject({ cwd: root, sections: [dialoguesSection as never], env: {} }),
    server: async () => server.client,
  };
  const { args, flags, rest } = parsed;
  const result = await command.run({ args, flags, rest }, context);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours
  return { ...result, text: (result.text ?? "").replace(/\u001b\[\d+m/g, "") };
}

test("starts the agent, runs all, keeps the report and says yes", async () => {
  write("dialogues/a.yaml", `${dialogue("one", "hi", "hi")}---\n${dialogue("two", "ho", "ho")}`);
  const { exit, text, data } = await type("test");
  const report = data as Report;
  expect(exit).toBe(0);
  expect(text).toMatch(/^2 passed of 2 dialogues in \d.*\nreport [0-9a-f]{8}$/);
  expect(report).toMatchObject({ project: `shop-${number}`, arm: { label: "working copy" } });
  expect(await server.client.get(`/api/fettle/1/dialogues/reports/${report.id}`)).toEqual(report);
});

test("says no and shows the broken turn where one fails", async () => {
  write("dialogues/a.yaml", `${dialogue("one", "hi", "hi")}---\n${dialogue("two", "ho", "price")}`);
  const { exit, text } = await type("test");
  expect(exit).toBe(1);
  expect(text).toContain(
    "FAIL   two  dialogues/a.yaml:5\n       turn 1  user   ho\n               agent  You said: ho\n",
  );
  expect(text).toContain("x route: expected: route price; actual: route ho");
  expect(text).toContain("1 passed, 1 failed of 2 dialogues");
});

test("tells errors from failures by the exit code", async () => {
  write(
    "dialogues/a.yaml",
    `${dialogue("one", "hi", "hi")}---\n${dialogue("two", "crash", "crash")}`,
  );
  const broken = await type("test", "--parallel", "1");
  expect(broken.exit).toBe(3);
  expect(broken.text).toContain("1 passed, 1 error of 2 dialogues");
  expect(broken.text).toContain("out of luck");
  write("dialogues/b.yaml", `${dialogue("three", "a", "b")}---\n${dialogue("four", "wrong", "x")}`);
  const both = await type("test", "b.yaml", "one");
  expect(both.text).toContain("1 passed, 1 failed, 1 error of 3 dialogues");
  expect(both.exit).toBe(1);
});

test("hands the version to the agent and writes it into the report", async () => {
  write("dialogues/a.yaml", dialogue("one", "hi", "hi"));
  const { data, text } = await type("test", "--model", "intent=3");
  expect((data as Report).arm).toEqual({ label: "intent@3", models: { intent: 3 }, commit: null });
  expect(text).toContain("1 passed of 1 dialogue with intent@3");
});

test("runs what did not pass the last time", async () => {
  write("dialogues/a.yaml", `${dialogue("one", "hi", "hi")}---\n${dialogue("two", "ho", "price")}`);
  await expect(type("test", "--last-failed")).rejects.toThrow("there is no report yet");
  await type("test");
  const again = await type("test", "--last-failed");
  expect((again.data as Report).cases.map((one) => one.dialogue)).toEqual(["two"]);
  write("dialogues/a.yaml", `${dialogue("one", "hi", "hi")}---\n${dialogue("two", "ho", "ho")}`);
  expect((await type("test", "--last-failed")).exit).toBe(0);
  await expect(type("test", "--last-failed")).rejects.toMatchObject({
    code: "DIALOGUES_NONE_FAILED",
    exit: 5,
  });
});

test("talks to an agent that runs already", async () => {
  write("dialogues/a.yaml", dialogue("one", "hi", "hi"));
  const port = await freePort();
  await expect(type("test", "--url", `http://127.0.0.1:${port}`)).rejects.toMatchObject({
    code: "DIALOGUES_AGENT_NOT_READY",
    exit: 3,
  });
  const child = await startChild(["sh", "-c", AGENT], {
    cwd: root,
    env: { PORT: String(port) },
    output: "keep",
  });
  try {
    while (!child.lastWords().includes("agent on")) await systemClock.sleep(20);
    await systemClock.sleep(100);
    expect((await type("test", "--url", `http://127.0.0.1:${port}/`)).exit).toBe(0);
    await expect(
      type("test", "--url", `http://127.0.0.1:${port}`, "--model", "a=1"),
    ).rejects.toThrow("runs already; versions can be given only to one that Fettle starts");
  } finally {
    await child.stop();
  }
});

test("writes JUnit beside", async () => {
  write("dialogues/a.yaml", dialogue("one", "hi", "hi"));
  await type("test", "--junit", "out/report.xml");
  expect(readFileSync(join(root, "out/report.xml"), "utf8")).toContain('name="dialogues/a/one"');
});

test.each([
  ["no agent is configured", "project: shop\n", ["test"], "DIALOGUES_NO_AGENT", 2],
  ["a version is none", START, ["test", "--model", "intent"], "DIALOGUES_PIN_INVALID", 2],
  ["--parallel is none", START, ["test", "--parallel", "0"], "USAGE", 2],
  ["nothing is selected", START, ["test", "nothing-of-this-name"], "DIALOGUES_NOTHING_SELECTED", 5],
  [
    "the agent does not start",
    START.replace("tiny-agent", "no-agent"),
    ["test"],
    "DIALOGUES_AGENT_ENDED",
    3,
  ],
])("refuses where %s", async (_what, config, words, code, exit) => {
  write("fettle.yaml", config);
  write("dialogues/a.yaml", dialogue("one", "hi", "hi"));
  await expect(type(...words)).rejects.toMatchObject({ code, exit });
});

test("says what to write where no agent is configured", async () => {
  write("fettle.yaml", "project: shop\n");
  write("dialogues/a.yaml", dialogue("one", "hi", "hi"));
  await expect(type("test")).rejects.toMatchObject({
    hint: expect.stringContaining("dialogues:\n  agent:\n    start: node agent.ts"),
  });
});

test("takes no files, and a file that is not UTF-8, for errors", async () => {
  await expect(type("test")).rejects.toMatchObject({ code: "DIALOGUES_NONE", exit: 5 });
  writeFileSync(join(root, "dialogues/a.yaml"), Buffer.from([0x61, 0x3a, 0x0a, 0xff]));
  await expect(type("test")).rejects.toThrow("a.yaml:2: not UTF-8");
});

test("lists the cases with their tags", async () => {
  write("dialogues/a.yaml", `${dialogue("one", "[hi, ho]", "hi", "x, may-fail")}`);
  const { text, data } = await type("list");
  expect(text).toBe(
    "id                 turns  tags\ndialogues/a/one        1  x, may-fail\ndialogues/a/one#2      1  x, may-fail",
  );
  expect(data).toMatchObject({
    suite: expect.stringMatching(/^[0-9a-f]{64}$/),
    cases: [{ mustPass: false }, {}],
  });
});

test("lists the reports and shows one again", async () => {
  write("dialogues/a.yaml", dialogue("one", "hi", "no"));
  expect(await type("reports")).toMatchObject({
    exit: 5,
    text: "no reports yet; type fettle test",
  });
  await expect(type("show")).rejects.toMatchObject({
    code: "DIALOGUES_REPORT_UNKNOWN",
    facts: { report: "last", project: expect.stringMatching(/^shop-/) },
  });
  const { data, text } = await type("test");
  const { id } = data as Report;
  expect((await type("reports")).text).toContain(id.slice(0, 8));
  expect(text).toBe(`${(await type("show")).text}\nreport ${id.slice(0, 8)}`);
  expect((await type("show", id.slice(0, 8))).data).toEqual(data);
  write("dialogues/a.yaml", dialogue("two", "hi", "hi"));
  const second = (await type("test")).data as Report;
  expect((await type("show")).data).toEqual(second);
  const lines = async (...words: string[]) => (await type("reports", ...words)).text.split("\n");
  expect((await lines()).map((line) => line.split(/ +/)[0])).toEqual([
    ...["report", second.id.slice(0, 8), id.slice(0, 8)],
  ]);
  expect((await lines())[1]?.trim().split(/ {2,}/).slice(2)).toEqual([
    ...["working copy", "1", "0", "0", "0"],
  ]);
  expect(await lines("--limit", "1")).toHaveLength(2);
});
