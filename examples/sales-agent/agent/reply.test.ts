import { expect, test } from "vitest";
import { preprocess } from "./preprocessing.ts";
import { reply } from "./reply.ts";
import { NEW_STATE, type State } from "./session.ts";

function answer(route: string, text: string, state: Partial<State> = {}) {
  return reply(route, preprocess(text), { ...NEW_STATE, ...state });
}

test("a price for a number of people is quoted by the tool and remembered", () => {
  const { messages, calls, state } = answer("price", "what is it for 20 people on the pro plan");
  expect(calls).toEqual([{ name: "get_quote", arguments: { seats: 20, plan: "pro" } }]);
  expect(messages.join()).toContain("Tally Pro for 20 people is $240 a month ($12 each)");
  expect(state).toEqual({
    ...NEW_STATE,
    lead: { stage: "quoted" },
    seats: 20,
    plan: "pro",
    offered: "trial",
  });
});

test("one person is not people", () => {
  expect(answer("price", "for 1 user").messages.join()).toContain("for 1 person is $9");
});

test.each([
  ["trial", "trial"],
  ["person", "human"],
  ["seats", "affirm"],
  [null, "affirm"],
] as const)("yes to an offer of %j is %s", (offered, route) => {
  expect(answer("affirm", "yes", { offered }).route).toBe(route);
});

test("an offer stands for one turn", () => {
  const { state } = answer("thanks", "thanks", { offered: "trial" });
  expect(answer("affirm", "yes", state).route).toBe("affirm");
});

test("an objection is met with the cheapest plan, never with a price of its own", () => {
  expect(answer("objection_price", "too much", { seats: 4, plan: "pro" }).calls).toEqual([
    { name: "get_quote", arguments: { seats: 4, plan: "basic" } },
  ]);
  expect(answer("objection_price", "too much", { seats: 4, plan: "basic" }).calls).toEqual([]);
});

test("a route that has no template, as a new label of a model has none, is asked back", () => {
  expect(answer("refund", "money back").state).toMatchObject({ asked_back: 1, offered: "person" });
});

test("what was understood ends the count of what was not", () => {
  expect(answer("features", "features?", { asked_back: 1 }).state.asked_back).toBe(0);
});
