import { expect, test } from "vitest";
import { NEW_STATE, readGiven } from "./session.ts";

test("a dialogue begins with a new customer and a cache of its own", () => {
  expect(readGiven({})).toEqual({ state: NEW_STATE, cache: "cold" });
});

test("a dialogue may begin with a customer who has a history", () => {
  const given = { cache: "shared", lead: { stage: "trial" }, seats: 6, plan: "pro" };
  const state = { ...NEW_STATE, lead: { stage: "trial" }, seats: 6, plan: "pro" };
  expect(readGiven(given)).toEqual({ state, cache: "shared" });
});

test.each([
  [{ seat: 6 }, "given.seat is unknown: expected cache, lead, seats or plan"],
  [{ cache: "warm" }, 'given.cache is "warm": expected cold, shared'],
  [{ seats: 0 }, "given.seats is 0: expected a whole number above 0"],
  [{ plan: "gold" }, 'given.plan is "gold": expected basic, team, pro'],
  [{ lead: "trial" }, "given.lead.stage is undefined: expected new,"],
])("%j is refused with what was expected", (given, message) => {
  expect(() => readGiven(given)).toThrow(message);
});
