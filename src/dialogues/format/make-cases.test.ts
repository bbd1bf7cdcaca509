import { expect, test } from "vitest";
import { makeCases } from "./make-cases.ts";
import { parseDialogues } from "./parse-dialogues.ts";

function casesOf(text: string, file = "dialogues/price.yaml") {
  return makeCases(parseDialogues(file, text));
}

const AGENT = "agent: { route: price, within: 2s }";

test("makes one case of a dialogue, and durations milliseconds", () => {
  const text = `dialogue: "What does it cost? (20 seats)"\ntags: [may-fail]\nturns: [{ user: hi, ${AGENT} }]\n`;
  expect(casesOf(text)).toEqual([
    {
      id: "dialogues/price/what-does-it-cost-20-seats",
      dialogue: "What does it cost? (20 seats)",
      file: "dialogues/price.yaml",
      line: 1,
      tags: ["may-fail"],
      mustPass: false,
      given: {},
      turns: [{ user: "hi", agent: { route: "price", withinMs: 2000 } }],
      after: {},
      repeat: { times: 1, need: 1 },
    },
  ]);
});

test("makes a case of each further phrasing, the others at their first", () => {
  const text = `dialogue: price\nturns:\n  - user: [a, b, c]\n    ${AGENT}\n  - user: [x, y]\n    ${AGENT}\n`;
  expect(casesOf(text).map((one) => [one.id, ...one.turns.map((turn) => turn.user)])).toEqual([
    ["dialogues/price/price", "a", "x"],
    ["dialogues/price/price#2", "b", "x"],
    ["dialogues/price/price#3", "c", "x"],
    ["dialogues/price/price#4", "a", "y"],
  ]);
});

test("needs every time where it repeats and does not say how often", () => {
  const text = `dialogue: price\nrepeat: { times: 3 }\nturns: [{ user: hi, ${AGENT} }]\n`;
  expect(casesOf(text)[0]?.repeat).toEqual({ times: 3, need: 3 });
});

test("refuses two dialogues of one name and says where both are", () => {
  const one = `dialogue: Price!\nturns: [{ user: hi, ${AGENT} }]\n`;
  expect(() => casesOf(`${one}---\n${one}`)).toThrow(
    "two dialogues are called dialogues/price/price: dialogues/price.yaml:1 and dialogues/price.yaml:4",
  );
});
