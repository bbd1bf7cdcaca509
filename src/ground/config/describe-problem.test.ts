import { expect, test } from "vitest";
import { LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { describeProblem } from "./describe-problem.ts";

const schema = z.strictObject({
  turns: z.array(
    z.strictObject({
      user: z.string(),
      agent: z.strictObject({ route: z.string() }).prefault({ route: "" }),
    }),
  ),
});

function problemOf(text: string) {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const issue = schema.safeParse(document.toJS()).error?.issues[0];
  return describeProblem(schema, issue, { document, lines });
}

test("names the line and the nearest key of an unknown one, inside lists and defaults", () => {
  expect(
    problemOf("turns:\n  - user: hello\n    agent:\n      rout: price\n      route: x\n"),
  ).toEqual({
    line: 4,
    problem: 'unknown key "rout" in turns[0].agent',
    fix: 'did you mean "route"?',
  });
});

test("lists the known keys where none is near", () => {
  expect(problemOf("turns:\n  - user: hello\n    colour: red\n").fix).toBe(
    "known keys: user, agent",
  );
});

test("names the line of what holds a key that is missing", () => {
  expect(problemOf("turns:\n  - agent:\n      route: x\n")).toEqual({
    line: 2,
    problem: "turns[0].user: expected text; got nothing",
    fix: undefined,
  });
});

test("speaks of the file where the whole of it does not fit", () => {
  expect(problemOf("# nothing\n- a\n")).toMatchObject({
    line: 2,
    problem: expect.stringContaining("the file: "),
  });
});
