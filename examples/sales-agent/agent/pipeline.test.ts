import { expect, test } from "vitest";
import { PredictionCache } from "./cache.ts";
import type { LoadedIntent } from "./model.ts";
import { say } from "./pipeline.ts";
import { NEW_STATE, type Session } from "./session.ts";

function intent(version: number, predicted: string, confidence: number): LoadedIntent {
  const predict = () => ({ intent: predicted, confidence, scores: {} });
  return { name: "intent", version, model: { kind: "logistic", labels: [predicted], predict } };
}

function begin(): Session {
  return { state: NEW_STATE, cache: new PredictionCache() };
}

function names(stages: readonly { name: string; answered?: true }[]): string[] {
  return stages.map(({ name, answered }) => (answered ? `${name}!` : name));
}

test("a message takes the stages in order, and the one that decided says so", () => {
  const session = begin();
  const model = intent(4, "features", 0.9);
  const first = say("Does it have an app?", session, model);
  expect(names(first.stages)).toEqual([
    "preprocessing",
    "heuristics",
    "cache",
    "model!",
    "threshold",
    "reply",
  ]);
  expect([first.route, first.cache, first.models]).toEqual(["features", "miss", { intent: 4 }]);
  const again = say("does it have an APP???", session, model);
  expect(names(again.stages)).toEqual([
    "preprocessing",
    "heuristics",
    "cache!",
    "threshold",
    "reply",
  ]);
  expect(again.cache).toBe("hit");
  expect(again.messages).toEqual(first.messages);
});

test("what the heuristics decide reaches neither cache nor model", () => {
  const turn = say("STOP", begin(), intent(1, "features", 1));
  expect(names(turn.stages)).toEqual(["preprocessing", "heuristics!", "reply"]);
  expect([turn.route, turn.cache]).toEqual(["opt_out", undefined]);
});

test("an unsure model asks back, then hands over, from the cache as well", () => {
  const session = begin();
  const model = intent(1, "features", 0.3);
  const turns = [1, 2, 3].map(() => say("the blue one", session, model));
  expect(turns.map(({ route }) => route)).toEqual(["ask_back", "human", "waiting"]);
  expect(turns.map(({ cache }) => cache)).toEqual(["miss", "hit", undefined]);
  expect(names(turns[0]?.stages ?? [])).toContain("threshold!");
  expect(turns[0]?.stages.find(({ name }) => name === "threshold")?.note).toBe(
    "features 0.30 is below 0.6",
  );
});

test("after a promotion the next message is the new version's, cached or not", () => {
  const session = begin();
  expect(say("and now?", session, intent(1, "features", 0.9)).route).toBe("features");
  const next = say("and now?", session, intent(2, "security", 0.9));
  expect([next.route, next.cache, next.models]).toEqual(["security", "miss", { intent: 2 }]);
});
