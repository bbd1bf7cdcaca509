import { expect, test } from "vitest";
import type { Sent } from "./exchange.ts";
import { readDone, readReply } from "./reply.ts";

const sent = (body: unknown, status = 200): Sent => ({
  status,
  text: typeof body === "string" ? body : JSON.stringify(body),
  ms: 1,
});
const problem = (body: unknown, status?: number): string => {
  try {
    readReply(sent(body, status), '"hi"');
  } catch (error) {
    expect(error).toMatchObject({ code: "DIALOGUES_ANSWER_INVALID" });
    return (error as { facts: { problem: string } }).facts.problem;
  }
  throw new Error("it was taken");
};

test("an answer is its messages; what it does not tell is empty, and what it tells besides is left alone", () => {
  expect(readReply(sent({ messages: [], more: 1 }), "")).toEqual({
    messages: [],
    calls: [],
    stages: [],
    models: {},
  });
  const whole = {
    messages: ["a", "b"],
    route: "price",
    calls: [{ name: "quote", arguments: { seats: 3 } }],
    state: { lead: { x: 1 } },
    cache: "miss",
    stages: [
      { name: "model", ms: 0, answered: true, note: "n" },
      { name: "rest", ms: 1 },
    ],
    models: { intent: 1 },
  };
  expect(readReply(sent(whole), "")).toEqual(whole);
  expect(readReply(sent({ messages: [], calls: [{ name: "x" }] }), "").calls).toEqual([
    { name: "x", arguments: {} },
  ]);
});

test.each([
  [{}, 200, /^messages: /],
  [{ messages: "a" }, 200, /^messages: /],
  [{ messages: [1] }, 200, /^messages\.0: /],
  [{ messages: [], route: 3 }, 200, /^route: /],
  [{ messages: [], cache: "maybe" }, 200, /^cache: /],
  [{ messages: [], stages: [{ name: "a", ms: -1 }] }, 200, /^stages\.0\.ms: /],
  [{ messages: [], models: { intent: 0 } }, 200, /^models\.intent: /],
  [{ messages: [], models: { intent: 1.5 } }, 200, /^models\.intent: /],
  [
    { messages: [], stages: [1, 2].map((ms) => ({ name: "a", ms, answered: true })) },
    200,
    /^stages: more than one stage says that it answered$/,
  ],
  ["[]", 200, /^[^:]/],
  ["{", 200, /^it is not JSON$/],
  [{ messages: [] }, 199, /^its status is 199$/],
  [{ messages: [] }, 300, /^its status is 300$/],
])("%j with status %i is not the protocol's", (body, status, words) => {
  expect(problem(body, status)).toMatch(words);
});

test("any object with a status from 200 to 299 ends what was asked", () => {
  for (const status of [200, 299]) readDone(sent({ any: 1 }, status), "open");
  expect(() => readDone(sent("[]"), "open")).toThrow("open");
  expect(() => readDone(sent({}, 500), "open")).toThrow("its status is 500");
});
