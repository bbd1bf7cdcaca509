import { expect, test } from "vitest";
import { z } from "zod";
import { checkAnswer } from "./check-answer.ts";
import { answer, defineRoute } from "./index.ts";

const route = defineRoute({
  method: "GET",
  path: "/hats/:id",
  permission: "read",
  summary: "A hat.",
  answer: z.object({ id: z.string(), sizes: z.array(z.number()).readonly() }),
  run: async () => ({ id: "a", sizes: [7] }),
});

test("an answer that fits goes on as it is", () => {
  const value = { id: "a", sizes: [7], ribbon: undefined };
  expect(checkAnswer(route, value)).toBe(value);
  const whole = answer({ body: "a file" });
  expect(checkAnswer(route, whole)).toBe(whole);
});

test("a key that people logged is none too many, whatever it is called", () => {
  const named = defineRoute({
    method: "GET",
    path: "/hats",
    permission: "read",
    summary: "Hats.",
    answer: z.object({ sizes: z.record(z.string(), z.number()) }),
    run: async () => ({ sizes: {} }),
  });
  const value = { sizes: JSON.parse('{"__proto__": 1, "constructor": 2}') };
  expect(checkAnswer(named, value)).toBe(value);
});

test.each([
  [{ id: 7, sizes: [] }, "id"],
  [{ id: "a" }, "sizes"],
  [{ id: "a", sizes: [Number.NaN] }, "sizes.0"],
  [{ id: "a", sizes: [], ribbon: "red" }, "more than its schema tells"],
  [undefined, "id"],
])("an answer that does not is a bug: %j", (value, problem) => {
  expect(() => checkAnswer(route, value)).toThrow(problem);
});

test("what a route gives is typed by its answer", () => {
  defineRoute({
    method: "GET",
    path: "/hats",
    permission: "read",
    summary: "Hats.",
    answer: z.object({ hats: z.array(z.string()) }),
    // @ts-expect-error: an answer without hats
    run: async () => ({ caps: [] }),
  });
});
