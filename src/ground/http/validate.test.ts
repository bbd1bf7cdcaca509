import { expect, test } from "vitest";
import { z } from "zod";
import { parseBody } from "./parse-body.ts";
import { validate } from "./validate.ts";

const schema = z.object({
  ids: z.union([z.string(), z.array(z.string())]).optional(),
  size: z.object({ inner: z.enum(["s", "m"], "expected s or m").optional() }).optional(),
});
const problemOf = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    const { code, status, message, facts } = error as Record<string, unknown>;
    expect({ code, status, facts }).toEqual({
      code: "REQUEST_INVALID",
      status: 400,
      facts: { problem: message },
    });
    return message;
  }
  throw new Error("nothing was refused");
};

test("a key that is given once is a text, one that is given more often a list", () => {
  expect(validate(schema, new URLSearchParams("ids=a"), "query")).toEqual({ ids: "a" });
  expect(validate(schema, new URLSearchParams("ids=a&ids=b"), "query")).toEqual({
    ids: ["a", "b"],
  });
});

test("nothing is an empty object, and without a schema it is what it is", () => {
  expect(validate(schema, undefined, "body")).toEqual({});
  expect(validate(undefined, undefined, "body")).toBeUndefined();
  expect(validate(undefined, 7, "body")).toBe(7);
});

test("what does not fit is told with its place and, where it is text, with the text", () => {
  const wrong = (size: unknown) => () => validate(schema, { size }, "body");
  expect(problemOf(wrong({ inner: "x".repeat(101) }))).toBe(
    `body size.inner: expected s or m; got "${"x".repeat(100)}"`,
  );
  expect(problemOf(wrong({ inner: 7 }))).toBe("body size.inner: expected s or m");
  expect(problemOf(() => validate(z.strictObject({}), { hat: 1 }, "query"))).toMatch(/^query: /);
  expect(problemOf(() => validate(z.string("expected text"), 7, "path"))).toBe(
    "path: expected text",
  );
  const own = z.string().refine((text) => text === "a", "must be a");
  expect(problemOf(() => validate(own, "b", "path"))).toBe("path: must be a");
});

test("a body is JSON, or JSON in a text of JSON, and none where nothing was sent", () => {
  expect([parseBody(""), parseBody(undefined), parseBody(7)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(parseBody('{"a":[1]}')).toEqual({ a: [1] });
  expect(parseBody(JSON.stringify('{"a":1}'))).toEqual({ a: 1 });
  expect(problemOf(() => parseBody('{"a"'))).toMatch(/^the body is not JSON: Expected /);
  expect(problemOf(() => parseBody('"{"'))).toMatch(/^the body is not JSON: /);
});

test("lists and objects are nested 64 deep, and no deeper; brackets in texts are text", () => {
  const nested = (lists: number, objects: number) =>
    `${"[".repeat(lists)}${'{"a":'.repeat(objects)}1${"}".repeat(objects)}${"]".repeat(lists)}`;
  for (const [lists, objects] of [
    [64, 0],
    [0, 64],
    [32, 32],
  ] as const) {
    expect(parseBody(nested(lists, objects))).toBeDefined();
    for (const deeper of [nested(lists + 1, objects), nested(lists, objects + 1)])
      expect(problemOf(() => parseBody(deeper))).toBe("the body is nested deeper than 64 levels");
  }
  const wide = Array.from({ length: 100 }, () => ({ a: [] }));
  expect(parseBody(JSON.stringify(wide))).toEqual(wide);
  const text = `"${"[{".repeat(100)}\\`;
  expect(parseBody(JSON.stringify({ text, after: [text] }))).toEqual({ text, after: [text] });
});
