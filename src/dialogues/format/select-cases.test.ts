import { expect, test } from "vitest";
import type { FettleError } from "#ground/errors";
import { makeCases } from "./make-cases.ts";
import { parseDialogues } from "./parse-dialogues.ts";
import { type Selection, selectCases } from "./select-cases.ts";

const dialogue = (title: string, tags: string) =>
  `dialogue: ${title}\ntags: [${tags}]\nturns: [{ user: hi, agent: { route: x } }]\n`;

const cases = makeCases([
  ...parseDialogues(
    "dialogues/price.yaml",
    `${dialogue("Cost", "money")}---\n${dialogue("Trial", "")}`,
  ),
  ...parseDialogues("dialogues/more/stop.yaml", dialogue("Opt out", "legal, money")),
]);

const titles = (selection: Selection) => selectCases(cases, selection).map((one) => one.dialogue);

test("takes all where nothing is asked for", () => {
  expect(titles({})).toEqual(["Cost", "Trial", "Opt out"]);
});

test.each([
  ["dialogues/price.yaml", ["Cost", "Trial"]],
  ["./dialogues/more/", ["Opt out"]],
  ["dialogues/price/trial", ["Trial"]],
  ["opt", ["Opt out"]],
])("selects by %s", (word, expected) => {
  expect(titles({ what: [word] })).toEqual(expected);
});

test("takes what fits one of the words and one of the tags", () => {
  expect(titles({ what: ["cost", "opt out"] })).toEqual(["Cost", "Opt out"]);
  expect(titles({ tags: ["money"] })).toEqual(["Cost", "Opt out"]);
  expect(titles({ what: ["cost"], tags: ["legal", "money"] })).toEqual(["Cost"]);
  expect(titles({ ids: ["dialogues/price/trial"] })).toEqual(["Trial"]);
});

test.each([
  [{ what: ["trail"] }, 'no dialogue fits "trail"; there are 3', 'did you mean "Trial"?'],
  [{ tags: ["mony"] }, 'no dialogue fits the tag "mony"', 'did you mean "money"?'],
  [
    { what: ["trial"], tags: ["money"] },
    "no dialogue fits all that was asked for together",
    "fettle dialogues list",
  ],
])("takes %j, which selects nothing, for an error", (selection, message, hint) => {
  try {
    selectCases(cases, selection);
    expect.unreachable();
  } catch (error) {
    const { message: actual, hint: actualHint, exit } = error as FettleError;
    expect(actual).toContain(message);
    expect([actualHint, exit]).toEqual([hint, 5]);
  }
});
