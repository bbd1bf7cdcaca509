import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { FettleError } from "#ground/errors";
import { makeCases } from "./make-cases.ts";
import { parseDialogues } from "./parse-dialogues.ts";

const WHOLE = `
dialogue: price objection then trial
tags: [pricing, must-pass]
given: { cache: cold }
turns:
  - user: How much is it for 20 seats?
    agent:
      route: price
      stage: model
      calls: { get_quote: { seats: 20 }, charge_card: never }
      says: { contains: "$", not: [discount, free], regex: '\\$\\d+', maxWords: 80 }
      state: { lead.stage: quoted }
      within: 800ms
  - user: That is too much
after: { state: { lead.stage: trial }, calls: { charge_card: never } }
repeat: { times: 3, need: 2 }
`;

test("reads every key of the format", () => {
  expect(parseDialogues("dialogues/price.yaml", WHOLE)).toEqual([
    {
      file: "dialogues/price.yaml",
      line: 2,
      dialogue: "price objection then trial",
      tags: ["pricing", "must-pass"],
      given: { cache: "cold" },
      turns: [
        {
          user: ["How much is it for 20 seats?"],
          agent: {
            route: "price",
            stage: "model",
            calls: { get_quote: { seats: 20 }, charge_card: "never" },
            says: { contains: ["$"], not: ["discount", "free"], regex: ["\\$\\d+"], maxWords: 80 },
            state: { "lead.stage": "quoted" },
            within: "800ms",
          },
        },
        { user: ["That is too much"], agent: {} },
      ],
      after: { state: { "lead.stage": "trial" }, calls: { charge_card: "never" } },
      repeat: { times: 3, need: 2 },
    },
  ]);
});

test("reads the dialogue of the guide", () => {
  const guide = readFileSync("docs/guide/dialogues.md", "utf8");
  const text = /```yaml\n(dialogue:.*?)```/s.exec(guide)?.[1] ?? "";
  expect(parseDialogues("guide.yaml", text)[0]?.turns).toHaveLength(2);
});

test("reads several dialogues of a file, each with its line", () => {
  const one = "dialogue: a\nturns: [{ user: hi, agent: { route: x } }]\n";
  const two = "dialogue: b\nturns: [{ user: hi, agent: { route: x } }]\n";
  const read = parseDialogues("d.yaml", `# both\n${one}---\n${two}---\n# the end\n`);
  expect(read.map(({ dialogue, line }) => [dialogue, line])).toEqual([
    ["a", 2],
    ["b", 5],
  ]);
});

const GOOD = "dialogue: a\nturns:\n  - user: hi\n    agent:\n      route: x\n";

test.each([
  ["", "d.yaml: holds no dialogue"],
  ["- a\n", "d.yaml: holds a list; expected dialogues parted by a line `---`"],
  ["dialogue: [a\n", "d.yaml:2: "],
  ["dialogue: a\ndialogue: b\n", "d.yaml:2: Map keys must be unique"],
  ["just words\n", "d.yaml:1: the file: expected a dialogue"],
  [`${GOOD}tagz: [x]\n`, 'd.yaml:6: unknown key "tagz"'],
  [GOOD.replace("route", "rout"), 'd.yaml:5: unknown key "rout" in turns[0].agent'],
  [
    GOOD.replace("user: hi", "user: 20"),
    "d.yaml:3: turns[0].user: expected text; put it in quotes",
  ],
  [GOOD.replace("user: hi", "user: [a, 20]"), "d.yaml:3: turns[0].user[1]: expected text; put it"],
  [
    GOOD.replace("user: hi", "user: []"),
    "d.yaml:3: turns[0].user: expected text, or a list of texts",
  ],
  [GOOD.replace("  - user: hi\n    agent", "  - agent"), "d.yaml:3: turns[0].user: expected text"],
  ["dialogue: a\nturns: []\n", "d.yaml:2: turns: expected at least one turn"],
  ["dialogue: '!'\nturns: [{user: hi}]\n", "d.yaml:1: dialogue: expected a title with a letter"],
  [
    `${GOOD}      within: soon\n`,
    "d.yaml:6: turns[0].agent.within: expected a duration such as 800ms",
  ],
  [`${GOOD}      calls: { t: 3 }\n`, "d.yaml:6: turns[0].agent.calls.t: expected the arguments"],
  [`${GOOD}      says: hello\n`, "d.yaml:6: turns[0].agent.says: expected contains, not, regex or"],
  [
    `${GOOD}      says: { regex: 'a(?=b)' }\n`,
    'd.yaml:6: turns[0].agent.says.regex: the pattern "a(?=b)"',
  ],
  [`${GOOD}repeat: { times: 2, need: 3 }\n`, "d.yaml:6: repeat.need: need is larger than times"],
  ["dialogue: a\nturns:\n  - user: hi\n", 'd.yaml:1: "a" checks nothing, so it could never fail'],
  ["dialogue: a\nturns: [{ user: hi, agent: { calls: {}, says: {} } }]\n", "checks nothing"],
  ["&a { dialogue: *a }\n", "d.yaml: Converting circular structure"],
])("says what is wrong with %j and where", (text, message) => {
  expect(() => parseDialogues("d.yaml", text)).toThrow(message);
});

test("tells the nearest key as what to do", () => {
  try {
    parseDialogues("d.yaml", GOOD.replace("route", "rout"));
    expect.unreachable();
  } catch (error) {
    expect((error as FettleError).hint).toBe('did you mean "route"?');
    expect((error as FettleError).exit).toBe(2);
  }
});

test("refuses aliases that multiply themselves", () => {
  const rows = Array.from({ length: 12 }, (_, i) =>
    i === 0 ? "a0: &a0 [x, x]" : `a${i}: &a${i} [*a${i - 1}, *a${i - 1}, *a${i - 1}, *a${i - 1}]`,
  );
  expect(() => parseDialogues("d.yaml", `${GOOD}given:\n  ${rows.join("\n  ")}\n`)).toThrow(
    "Excessive alias count",
  );
});

test("throws nothing but our errors, whatever the file holds", () => {
  const leaf = fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.boolean(), fc.double());
  const keys = [
    "dialogue",
    "turns",
    "user",
    "agent",
    "says",
    "calls",
    "regex",
    "__proto__",
    "after",
  ];
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: "small" },
      leaf,
      fc.array(tie("tree"), { maxLength: 3 }),
      fc.dictionary(fc.oneof(fc.constantFrom(...keys), fc.string()), tie("tree"), { maxKeys: 4 }),
    ),
  }));
  const text = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc
      .array(
        fc.constantFrom(
          "dialogue: a\n",
          "turns:\n",
          "  - user: hi\n",
          "&a ",
          "*a ",
          "{",
          "[",
          "? ",
          "---\n",
          "!!x ",
          "\t",
          "- ",
          "|\n",
        ),
        { maxLength: 12 },
      )
      .map((parts) => parts.join("")),
    tree.map((value) => stringify(value)),
    tree.map((value) => `dialogue: a\nturns: ${JSON.stringify(value)}\n`),
  );
  fc.assert(
    fc.property(text, (content) => {
      try {
        makeCases(parseDialogues("d.yaml", content));
      } catch (error) {
        if (!(error instanceof FettleError)) throw error;
      }
    }),
    { numRuns: 1000 },
  );
});

test("only a value that quotes would make a text is told to be put in quotes", () => {
  const problem = (title: string): string => {
    try {
      parseDialogues("d.yaml", GOOD.replace("dialogue: a", `dialogue: ${title}`));
    } catch (error) {
      return (error as FettleError).message;
    }
    throw new Error("taken");
  };
  for (const title of ["20", "true"])
    expect(problem(title)).toBe("d.yaml:1: dialogue: expected text; put it in quotes");
  for (const title of ["{ b: 1 }", "[b]", "null"])
    expect(problem(title)).toBe("d.yaml:1: dialogue: expected text");
  expect(problem('""')).toBe('d.yaml:1: dialogue: expected text, not an empty one; got ""');
});

test.each([
  ["route: x", true],
  ["calls: { t: {} }", true],
  ["calls: { t: never }", true],
  ["state: { a: null }", true],
  ["within: 2s", true],
  ["says: { maxWords: 0 }", true],
  ["says: {}, calls: {}, state: {}", false],
])("an agent that is asked for %s is checked: %s", (asked, checks) => {
  const text = `dialogue: a\nturns: [{ user: hi }, { user: ho, agent: { ${asked} } }]\n`;
  const parse = () => parseDialogues("d.yaml", text);
  if (checks) expect(parse()).toHaveLength(1);
  else
    expect(parse).toThrow(
      expect.objectContaining({
        message: 'd.yaml:1: "a" checks nothing, so it could never fail',
        hint: "say under `agent:` or `after:` what must hold",
      }),
    );
});
