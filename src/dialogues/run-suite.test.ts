import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { afterEach, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { freePort, startChild } from "#ground/process";
import { connectAgent } from "./agent/index.ts";
import { makeCases, parseDialogues } from "./format/index.ts";
import type { Report, Suite } from "./model.ts";
import { type RunOptions, runSuite } from "./run-suite.ts";

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

/** The tiny agent as a process of its own. */
async function openAgent(env: Record<string, string> = {}) {
  const port = await freePort();
  const child = await startChild([process.execPath, resolve("test/support/tiny-agent.ts")], {
    cwd: process.cwd(),
    env: { ...env, PORT: String(port) },
    output: "keep",
  });
  let ended = false;
  void child.ended.then(() => {
    ended = true;
  });
  stops.push(() => child.stop());
  const url = `http://127.0.0.1:${port}`;
  const connection = connectAgent(url, 1000);
  while (!(await connection.health(1000)).ready) await systemClock.sleep(10);
  connection.end();
  return { url, exited: () => ended, lastWords: () => child.lastWords().trim() };
}

/** A suite of dialogues, each given by what the user says; each turn must come back on its route. */
function suiteOf(...dialogues: (readonly string[])[]): Suite {
  const text = dialogues.map((says, i) =>
    JSON.stringify({
      dialogue: `dialogue ${i + 1}`,
      turns: says.map((user) => ({ user, agent: { route: user.split(" ")[0] } })),
    }),
  );
  return { hash: "0".repeat(64), cases: makeCases(parseDialogues("d.yaml", text.join("\n---\n"))) };
}

function run(url: string, suite: Suite, more: Partial<RunOptions> = {}): Promise<Report> {
  return runSuite({
    suite,
    agentUrl: url,
    arm: { label: "test", models: {}, commit: null },
    project: "shop",
    clock: systemClock,
    signal: new AbortController().signal,
    parallel: 8,
    timeoutMs: 5000,
    ...more,
  });
}

const outcomes = (report: Report) => report.cases.map((one) => one.outcome);

test("tells a whole case: what was said, what was checked, which stage answered", async () => {
  const { url } = await openAgent();
  const [one] = makeCases(
    parseDialogues(
      "d.yaml",
      `dialogue: a trial
tags: [x]
given: { cache: cold }
turns:
  - user: call get_quote
    agent: { calls: { get_quote: { seats: 20 } }, stage: echo, within: 2s }
  - user: silence
    agent: { route: trial, state: { turns: 2, given.cache: cold } }
after: { calls: { get_quote: { plan: team }, charge_card: never }, state: { lead.stage: silence } }
`,
    ),
  );
  const report = await run(url, { hash: "0".repeat(64), cases: [one as never] });
  const ms = expect.any(Number);
  const stages = [{ name: "echo", ms: 0.1, answered: true, note: "it always does" }];
  expect(report.cases).toEqual([
    {
      id: "d/a-trial",
      dialogue: "a trial",
      file: "d.yaml",
      line: 1,
      tags: ["x"],
      mustPass: true,
      outcome: "fail",
      ms,
      turns: [
        {
          user: "call get_quote",
          messages: ["You said: call get_quote"],
          route: "call",
          calls: [{ name: "get_quote", arguments: { seats: 20, plan: "team" } }],
          state: expect.objectContaining({ turns: 1, given: { cache: "cold" } }),
          cache: "miss",
          stages,
          answeredBy: "echo",
          ms,
          checks: [
            expect.objectContaining({ id: "1.stage", pass: true }),
            expect.objectContaining({ id: "1.calls.get_quote", pass: true }),
            expect.objectContaining({ id: "1.within", pass: true }),
          ],
        },
        expect.objectContaining({
          user: "silence",
          messages: [],
          checks: [
            {
              id: "2.route",
              kind: "route",
              pass: false,
              expected: "route trial",
              actual: "route silence",
            },
            expect.objectContaining({ id: "2.state.turns", pass: true }),
            expect.objectContaining({ id: "2.state.given.cache", pass: true }),
          ],
        }),
      ],
      after: [
        expect.objectContaining({ id: "after.calls.get_quote", pass: true }),
        expect.objectContaining({ id: "after.calls.charge_card", pass: true }),
        expect.objectContaining({ id: "after.state.lead.stage", pass: true }),
      ],
    },
  ]);
  expect(report).toMatchObject({
    id: expect.stringMatching(/^[0-9a-f]{32}$/),
    project: "shop",
    arm: { label: "test", models: {}, commit: null },
    counts: { pass: 0, fail: 1, error: 0, flaky: 0, total: 1 },
  });
});

test("runs dialogues side by side and the turns of each in order, in sessions of their own", async () => {
  const { url } = await openAgent({ AGENT_DELAY: "100" });
  const suite = suiteOf(...Array.from({ length: 20 }, () => ["a", "b", "c", "d", "e"]));
  const report = await run(url, suite, { parallel: 20 });
  expect(report.counts).toEqual({ pass: 20, fail: 0, error: 0, flaky: 0, total: 20 });
  const widest = report.cases.map((one) => Number(one.turns.at(-1)?.state?.["widest"]));
  expect(Math.max(...widest)).toBe(20);
  const states = report.cases.map((one) => one.turns.map((turn) => turn.state?.["turns"]));
  expect(states).toEqual(Array.from({ length: 20 }, () => [1, 2, 3, 4, 5]));
  expect(new Set(report.cases.map((one) => one.turns[0]?.state?.["session"])).size).toBe(20);
});

test("never has more dialogues under way than asked for", async () => {
  const { url } = await openAgent({ AGENT_DELAY: "5" });
  const report = await run(url, suiteOf(...Array.from({ length: 12 }, () => ["a", "b"])), {
    parallel: 3,
  });
  const widest = report.cases.flatMap((one) => one.turns.map((turn) => turn.state?.["widest"]));
  expect(Math.max(...(widest as number[]))).toBe(3);
});

test("keeps the order of the suite and tells each case as it ends", async () => {
  const { url } = await openAgent();
  const heard: string[] = [];
  const report = await run(url, suiteOf(["sleep 200"], ["a"], ["b"]), {
    parallel: 2,
    onCase: (one) => heard.push(one.dialogue),
  });
  expect(heard).toEqual(["dialogue 2", "dialogue 3", "dialogue 1"]);
  expect(report.cases.map((one) => one.dialogue)).toEqual([
    "dialogue 1",
    "dialogue 2",
    "dialogue 3",
  ]);
});

test("takes a turn that hangs for an error and goes on", async () => {
  const { url } = await openAgent();
  const report = await run(url, suiteOf(["a", "hang"], ["b"], ["c"]), {
    parallel: 1,
    timeoutMs: 150,
  });
  expect(outcomes(report)).toEqual(["error", "pass", "pass"]);
  expect(report.cases[0]?.turns).toHaveLength(1);
  expect(report.cases[0]?.error).toBe(
    'turn 2: the agent did not answer "hang" (POST /dialogue/say): nothing within 150 ms',
  );
});

test("takes nonsense for an error that shows it", async () => {
  const { url } = await openAgent();
  const report = await run(url, suiteOf(["nonsense"], ["status"], ["wrong"], ["a"]));
  expect(outcomes(report)).toEqual(["error", "error", "error", "pass"]);
  expect(report.cases[0]?.error).toContain('it begins "<html>Bad Gateway</html>"');
});

test("takes what an agent that crashes leaves undone for errors, with its last words", async () => {
  const agent = await openAgent();
  const suite = suiteOf(["a"], ["b", "crash"], ...Array.from({ length: 50 }, () => ["c"]));
  const report = await run(agent.url, suite, { parallel: 1, agent });
  expect(report.counts).toEqual({ pass: 1, fail: 0, error: 51, flaky: 0, total: 52 });
  expect(report.cases[1]?.error).toBe(
    'turn 2: the agent did not answer "crash" (POST /dialogue/say): it closed the connection in the middle; it has ended; its last words:\n' +
      `agent on ${new URL(agent.url).port}\nout of luck`,
  );
  expect(new Set(report.cases.slice(2).map((one) => one.error))).toEqual(
    new Set([
      'not begun, since the agent is gone: the agent did not answer "crash" (POST /dialogue/say): it closed the connection in the middle; it has ended',
    ]),
  );
});

test("goes on properly when an agent that was gone answers again", async () => {
  // Well, then gone for as long as it is asked twice for its health.
  let sick = 0;
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
    request.on("end", () => {
      if (request.url === "/health" && sick > 0) sick -= 1;
      else if (text.includes("crash")) sick = 2;
      else return response.end('{"messages":[],"route":"a"}');
      return request.socket.destroy();
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  const suite = suiteOf(["crash"], ["a"], ["a"], ["a"], ["a"]);
  const report = await run(`http://127.0.0.1:${port}`, suite, { parallel: 1 });
  server.closeAllConnections();
  server.close();
  expect(outcomes(report)).toEqual(["error", "error", "error", "pass", "pass"]);
});

test("counts how often a repeated case passed", async () => {
  const { url } = await openAgent();
  const one = (times: number, need: number): Suite => ({
    hash: "0".repeat(64),
    cases: makeCases(
      parseDialogues(
        "d.yaml",
        `dialogue: x\nrepeat: { times: ${times}, need: ${need} }\nturns: [{ user: once, agent: { says: { not: no more } } }]\n`,
      ),
    ),
  });
  const flaky = await run(url, one(3, 2));
  expect(flaky.cases[0]).toMatchObject({
    outcome: "flaky",
    repeat: { times: 3, passed: 1, need: 2 },
    turns: [{ messages: ["no more"] }],
  });
  const never = await run(url, one(3, 1));
  expect(never.cases[0]).toMatchObject({
    outcome: "fail",
    repeat: { times: 3, passed: 0, need: 1 },
  });
  const { url: fresh } = await openAgent();
  expect((await run(fresh, one(3, 1))).cases[0]).toMatchObject({ outcome: "pass" });
});

test("takes an answer from another version than the tested one for an error", async () => {
  const { url } = await openAgent();
  const pinned = await run(url, suiteOf(["model 2"], ["model 3"]), {
    arm: { label: "intent@2", models: { intent: 2 }, commit: null },
  });
  expect(outcomes(pinned)).toEqual(["pass", "error"]);
  expect(pinned.cases[1]?.error).toContain(
    "answered with intent@3, though intent@2 is what this run tests",
  );
  const told = await run(url, suiteOf(["model 4"], ["model 4"]));
  expect(told.arm.models).toEqual({ intent: 4 });
});

test("stops when the signal fires", async () => {
  const { url } = await openAgent();
  const controller = new AbortController();
  const running = run(url, suiteOf(["hang"], ["hang"]), { signal: controller.signal });
  setTimeout(() => controller.abort(new Error("Ctrl-C")), 100);
  await expect(running).rejects.toThrow("Ctrl-C");
});
