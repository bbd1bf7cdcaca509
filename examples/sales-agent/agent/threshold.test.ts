import { expect, test } from "vitest";
import { NEW_STATE } from "./session.ts";
import { CONFIDENCE_MIN, decide } from "./threshold.ts";

function routeOf(confidence: number, askedBack: number): string {
  const prediction = { intent: "price", confidence, scores: {} };
  return decide(prediction, { ...NEW_STATE, asked_back: askedBack }).route;
}

test("a sure model decides; an unsure one is asked back once, then a person takes over", () => {
  expect(routeOf(CONFIDENCE_MIN, 0)).toBe("price");
  expect(routeOf(CONFIDENCE_MIN, 1)).toBe("price");
  expect(routeOf(CONFIDENCE_MIN - 0.01, 0)).toBe("ask_back");
  expect(routeOf(CONFIDENCE_MIN - 0.01, 1)).toBe("human");
});
