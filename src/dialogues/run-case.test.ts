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
