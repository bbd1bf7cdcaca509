import { expect, test } from "vitest";
import { preprocess, squeeze } from "./preprocessing.ts";

test("keeps the original beside the forms that later stages need", () => {
  expect(preprocess("  I’d LOVE  a   triaaaal!!! ")).toEqual({
    original: "  I’d LOVE  a   triaaaal!!! ",
    text: "i'd love a trial!",
    squeezed: " id love a trial ",
    seats: null,
    plan: null,
  });
});

test("doubled letters don't part a keyword from its typing errors", () => {
  expect(squeeze("unsubscribbe")).toBe(squeeze("unsubscribe"));
  expect(squeeze("helo")).toBe(squeeze("hello"));
});

test.each([
  ["price for 20 seats", 20],
  ["How much for 1 user?", 1],
  ["a team of 35", 35],
  ["Make it 12", 12],
  ["we're about 7", 7],
  ["15", 15],
  ["8 of us", 8],
  ["we are 100% sure", null],
  ["we're 2 weeks in", 2],
  ["it costs about 9 $", null],
  ["room 101 upstairs", null],
  ["0 people", null],
])("%j names %j people", (text, seats) => {
  expect(preprocess(text).seats).toBe(seats);
});

test.each([
  ["the Pro plan", "pro"],
  ["put me on basic", "basic"],
  ["basic plan or team plan?", null],
  ["our team is a pro", null],
])("%j names the plan %j", (text, plan) => {
  expect(preprocess(text).plan).toBe(plan);
});
