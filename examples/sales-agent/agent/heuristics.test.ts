import { expect, test } from "vitest";
import { applyHeuristics } from "./heuristics.ts";
import { preprocess } from "./preprocessing.ts";
import { NEW_STATE, type State } from "./session.ts";

function routeOf(text: string, state: Partial<State> = {}): string | undefined {
  return applyHeuristics(preprocess(text), { ...NEW_STATE, ...state })?.route;
}

test.each([
  ["STOP", "opt_out"],
  ["Leave me ALONE!!", "opt_out"],
  ["please unsubscribbe me", "opt_out"],
  ["don't contact me", "opt_out"],
  ["I need a human being", "human"],
  ["can you call me", "human"],
  ["How much for 12 people", "price"],
  ["Hello there", "greet"],
  ["good morning!", "greet"],
])("%j is %s whatever the model says", (text, route) => {
  expect(routeOf(text)).toBe(route);
});

test.each([
  "how do I unsubscribe from the pro plan",
  "stop the timer when I close the lid",
  "hello, what does it cost",
  "how much is it",
  "we are 12 people",
  "",
])("%j is left to the model", (text) => {
  expect(routeOf(text)).toBeUndefined();
});

test("after an opt-out only START gets an answer that sells", () => {
  expect(routeOf("how much for 5 people", { opted_out: true })).toBe("opted_out");
  expect(routeOf("Start!", { opted_out: true })).toBe("opt_in");
  expect(routeOf("start")).toBeUndefined();
});

test("a conversation that was handed over stays with the person, but for an opt-out", () => {
  expect(routeOf("how much for 5 people", { handed_over: true })).toBe("waiting");
  expect(routeOf("stop", { handed_over: true })).toBe("opt_out");
});

test("a number of people is an answer where one was asked for, and a change after a quote", () => {
  expect(routeOf("We are 12", { offered: "seats" })).toBe("price");
  expect(routeOf("We are 12")).toBeUndefined();
  expect(routeOf("make it 25", { seats: 10 })).toBe("price");
  expect(routeOf("make it 25")).toBeUndefined();
});
