import { expect, test } from "vitest";
import { z } from "zod";
import { plainProblem } from "./index.ts";

const said = (schema: z.ZodType, value: unknown) =>
  plainProblem(schema.safeParse(value).error?.issues[0]?.message ?? "");

test("speaks of kinds of values as people do", () => {
  expect(said(z.string(), null)).toBe("expected text; got nothing");
  expect(said(z.array(z.string()), "a")).toBe("expected a list; got text");
  expect(said(z.strictObject({}), [])).toBe("expected keys with values; got a list");
});

test("leaves what says enough by itself", () => {
  expect(said(z.enum(["hit", "miss"]), "maybe")).toBe('expected one of "hit"|"miss"');
  expect(plainProblem("more than one stage answered")).toBe("more than one stage answered");
});
