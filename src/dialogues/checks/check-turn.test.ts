import { expect, test } from "vitest";
import type { Expectation } from "../model.ts";
import { checkTurn } from "./check-turn.ts";
import type { Evidence } from "./found.ts";

const evidence: Evidence = {
  messages: ["That is $380 a\u00a0month.", "Shall we start?"],
  route: "price",
  calls: [{ name: "get_quote", arguments: { seats: 20, plan: { name: "team", years: [1, 2] } } }],
  state: { lead: { stage: "quoted" }, "a.b": 1, a: { c: null }, list: [1, { x: 2 }] },
  stages: [],
  answeredBy: "model",
  ms: 120.4,
};

function judge(expected: Expectation, from: Evidence = evidence) {
  return checkTurn(2, expected, from).map((check) => [
    check.id,
    check.pass,
    check.expected,
    check.actual,
  ]);
}

const SAID = '"That is $380 a\u00a0month.\\nShall we start?"';
const empty: Evidence = { messages: [], calls: [], stages: [], ms: 1 };

test("contains ignores capitals and kinds of space, and looks across messages", () => {
  expect(judge({ says: { contains: ["A MONTH. shall", "€"] } })).toEqual([
    ["2.contains", true, 'says "A MONTH. shall"', SAID],
    ["2.contains#2", false, 'says "€"', SAID],
  ]);
  expect(judge({ says: { contains: ["x"] } }, empty)[0]?.[3]).toBe("the agent said nothing");
});

test("not holds where the words do not stand", () => {
  expect(judge({ says: { not: ["discount", "start"] } })).toEqual([
    ["2.not", true, 'does not say "discount"', SAID],
    ["2.not#2", false, 'does not say "start"', SAID],
  ]);
});

test("regex is found anywhere", () => {
  expect(judge({ says: { regex: ["\\$\\d+", "^Shall"] } })).toEqual([
    ["2.regex", true, "says something that fits /\\$\\d+/", SAID],
    ["2.regex#2", false, "says something that fits /^Shall/", SAID],
  ]);
});

test("maxWords counts the words of all messages", () => {
  expect(judge({ says: { maxWords: 8 } })).toEqual([
    ["2.maxWords", true, "at most 8 words", "8 words"],
  ]);
  expect(judge({ says: { maxWords: 7 } })[0]?.[1]).toBe(false);
});

test("route and stage are equal or not", () => {
  expect(judge({ route: "price", stage: "cache" })).toEqual([
    ["2.route", true, "route price", "route price"],
    ["2.stage", false, "answered by cache", "answered by model"],
  ]);
  expect(judge({ route: "price", stage: "model" }, empty)).toEqual([
    ["2.route", false, "route price", "no route told"],
    ["2.stage", false, "answered by model", "no stage told that it answered"],
  ]);
});

test("calls need only the arguments that are named", () => {
  const made = 'get_quote {"seats":20,"plan":{"name":"team","years":[1,2]}}';
  expect(judge({ calls: { get_quote: { plan: { name: "team" } }, charge_card: "never" } })).toEqual(
    [
      ["2.calls.get_quote", true, 'calls get_quote with {"plan":{"name":"team"}}', made],
      [
        "2.calls.charge_card",
        true,
        "never calls charge_card",
        "charge_card was not called; only get_quote",
      ],
    ],
  );
  expect(judge({ calls: { get_quote: "never" } })[0]).toEqual([
    "2.calls.get_quote",
    false,
    "never calls get_quote",
    made,
  ]);
  expect(judge({ calls: { get_quote: { seats: "20" } } })[0]?.[1]).toBe(false);
  expect(judge({ calls: { get_quote: { plan: { years: [1] } } } })[0]?.[1]).toBe(false);
  expect(judge({ calls: { get_quote: { toString: {} } } })[0]?.[1]).toBe(false);
  expect(judge({ calls: { get_quote: {} } }, empty)[0]).toEqual([
    "2.calls.get_quote",
    false,
    "calls get_quote",
    "get_quote was not called",
  ]);
});

test("state looks along a dotted path, a key with dots of its own first", () => {
  expect(
    judge({
      state: { "lead.stage": "trial", "a.b": 1, "a.c": null, list: [1, { x: 2 }], "lead.none": 1 },
    }),
  ).toEqual([
    ["2.state.lead.stage", false, 'lead.stage is "trial"', 'lead.stage is "quoted"'],
    ["2.state.a.b", true, "a.b is 1", "a.b is 1"],
    ["2.state.a.c", true, "a.c is null", "a.c is null"],
    ["2.state.list", true, 'list is [1,{"x":2}]', 'list is [1,{"x":2}]'],
    ["2.state.lead.none", false, "lead.none is 1", "lead.none is nothing"],
  ]);
  expect(judge({ state: { x: 1 } }, empty)[0]?.[3]).toBe("no state told");
  expect(judge({ state: { "constructor.name": "Object" } })[0]?.[1]).toBe(false);
});

test("within compares the time of the answer", () => {
  expect(judge({ withinMs: 120 })).toEqual([
    ["2.within", false, "answers within 120 ms", "answered in 120 ms"],
  ]);
  expect(judge({ withinMs: 121 })[0]?.[1]).toBe(true);
});

test("names the checks at the end for the end", () => {
  expect(checkTurn("after", { state: { list: 1 } }, evidence)[0]?.id).toBe("after.state.list");
});
