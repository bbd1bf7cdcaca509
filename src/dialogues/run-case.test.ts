import { expect, test } from "vitest";
import { fail } from "#ground/errors";
import type { Connection } from "./agent/index.ts";
import { ERRORS } from "./errors.ts";
import { makeCases, parseDialogues } from "./format/index.ts";
import type { Case } from "./model.ts";
import { modelsUnderTest } from "./models-under-test.ts";
import { errorCase, runCase } from "./run-case.ts";

/** A case that is run `times` times and must pass `need` times; what is said must come back on the route `good`. */
function caseOf(times: number, need: number): Case {
  const [one] = makeCases(
    parseDialogues("d.yaml", "dialogue: d\nturns: [{ user: hi, agent: { route: good } }]\n"),
  );
  return { ...(one as Case), repeat: { times, need } };
}

/** An agent that answers on these routes, one a session; `error` gives none. */
function agentOf(...routes: string[]) {
  const sessions: string[] = [];
  const closed: string[] = [];
  const agent = {
    async open(session: string) {
      sessions.push(session);
    },
    async say() {
      const route = routes[sessions.length - 1] ?? "none";
      if (route === "error")
        throw fail(ERRORS, "DIALOGUES_NO_ANSWER", { url: "http://a", reason: "gone" } as never);
      return { messages: [], route, calls: [], stages: [], models: {}, ms: 1 };
    },
    async close(session: string) {
      closed.push(session);
    },
  } as unknown as Connection;
  return { agent, sessions, closed };
}
const run = async (times: number, need: number, ...routes: string[]) => {
  const { agent, sessions, closed } = agentOf(...routes);
  const result = await runCase(caseOf(times, need), agent, modelsUnderTest({}));
  expect(new Set(sessions).size).toBe(sessions.length);
  expect(closed).toEqual(sessions);
  return { ...result, ran: sessions.length };
};

test.each([
  [1, 1, ["good"], "pass", undefined],
  [1, 1, ["bad"], "fail", undefined],
  [3, 2, ["good", "bad", "good"], "pass", 2],
  [3, 2, ["bad", "bad", "good"], "flaky", 1],
  [3, 2, ["bad", "bad", "bad"], "fail", 0],
  [3, 3, ["good", "good", "bad"], "flaky", 2],
])("of %i times it must pass %i: %j is %s", async (times, need, routes, outcome, passed) => {
  const result = await run(times, need, ...routes);
  expect(result).toMatchObject({ outcome, ran: times });
  expect(result.repeat).toEqual(passed === undefined ? undefined : { times, passed, need });
});

test("the first attempt that broke is shown, else the last one", async () => {
  const routeOf = async (...routes: string[]) => (await run(3, 1, ...routes)).turns[0]?.route;
  expect(await routeOf("good", "bad", "worse")).toBe("bad");
  expect(await routeOf("bad", "good", "good")).toBe("bad");
});

test("an attempt without an answer ends the case, and is shown whatever came before", async () => {
  const result = await run(3, 1, "bad", "error", "good");
  expect(result).toMatchObject({ outcome: "error", ran: 2, turns: [] });
  expect(result.error).toMatch(/^turn 1: /);
});

test("what is no fault of the agent's is thrown", async () => {
  const broken = { ...agentOf("good").agent, say: () => Promise.reject(new TypeError("ours")) };
  await expect(runCase(caseOf(1, 1), broken as never, modelsUnderTest({}))).rejects.toThrow("ours");
});

test("a case that never began is an error of no turns", () => {
  expect(errorCase(caseOf(1, 1), "gone")).toMatchObject({
    outcome: "error",
    error: "gone",
    turns: [],
    after: [],
    ms: 0,
    id: expect.any(String),
  });
});

test("a case tells what it is, and what the agent told besides its words", async () => {
  const [one] = makeCases(
    parseDialogues(
      "d.yaml",
      "dialogue: d\ntags: [may-fail]\ngiven: { a: 1 }\nturns: [{ user: hi }, { user: ho }]\n" +
        "after: { state: { n: 1 }, calls: { pay: { sum: 3 } } }\n",
    ),
  );
  const told: unknown[] = [];
  const replies = [
    {
      ...{ messages: ["a"], calls: [{ name: "pay", arguments: { sum: 3 } }], state: { n: 1 } },
      stages: [
        { name: "rules", ms: 1, answered: false },
        { name: "model", ms: 2, answered: true },
      ],
      ...{ models: { intent: 2 }, ms: 5, cache: "hit", route: "r" },
    },
    { messages: [], calls: [], stages: [], models: {}, ms: 6 },
  ];
  const agent = {
    open: async (...given: unknown[]) => void told.push(given[1]),
    say: async (_session: string, text: string) => {
      told.push(text);
      return replies.shift();
    },
    close: async (_session: string, within: number) => void told.push(within),
  } as unknown as Connection;
  const models = modelsUnderTest({});
  const result = await runCase(one as Case, agent, models);
  expect(told).toEqual([{ a: 1 }, "hi", "ho", 2000]);
  expect(models.known()).toEqual({ intent: 2 });
  expect(result).toEqual({
    ...{ id: "d/d", dialogue: "d", file: "d.yaml", line: 1, tags: ["may-fail"], mustPass: false },
    outcome: "pass",
    turns: [
      {
        ...{ user: "hi", messages: ["a"], calls: [{ name: "pay", arguments: { sum: 3 } }] },
        ...{ state: { n: 1 }, cache: "hit", route: "r", answeredBy: "model", ms: 5, checks: [] },
        stages: [
          { name: "rules", ms: 1, answered: false },
          { name: "model", ms: 2, answered: true },
        ],
      },
      { user: "ho", messages: [], calls: [], stages: [], ms: 6, checks: [] },
    ],
    after: [
      expect.objectContaining({ id: "after.calls.pay", pass: true }),
      expect.objectContaining({ id: "after.state.n", pass: true, actual: "n is 1" }),
    ],
    ms: expect.any(Number),
  });
});

test("a session that can't be closed changes no outcome, and a version of two models is an error", async () => {
  const { agent } = agentOf("good");
  const stuck = { ...agent, close: () => Promise.reject(new Error("stuck")) } as Connection;
  expect((await runCase(caseOf(1, 1), stuck, modelsUnderTest({}))).outcome).toBe("pass");
  const other = { ...agentOf("good").agent, say: async () => ({ models: { intent: 2 }, ms: 1 }) };
  const result = await runCase(caseOf(1, 1), other as never, modelsUnderTest({ intent: 1 }));
  expect([result.outcome, result.error]).toEqual(["error", expect.stringMatching(/^turn 1: /)]);
});
