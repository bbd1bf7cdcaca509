import { expect, test } from "vitest";
import { checkRuleLabels, rulesPredictor, SALES_RULES } from "./rules.ts";

const predict = rulesPredictor(SALES_RULES, ["price", "trial", "out_of_scope"]);

test("a phrase found gives its intent with confidence one", () => {
  expect(predict("How much is the pro plan?")).toEqual({
    intent: "price",
    confidence: 1,
    scores: { price: 1, trial: 0, out_of_scope: 0 },
  });
});

test("a phrase inside a longer word is not found", () => {
  expect(predict("industrial pricey").intent).toBe("out_of_scope");
});

test("no phrase found gives the fall-back intent with confidence zero", () => {
  expect(predict("tell me a joke")).toMatchObject({ intent: "out_of_scope", confidence: 0 });
});

test("labels without a rule are refused", () => {
  expect(() => checkRuleLabels(SALES_RULES, ["price", "card_arrival"])).toThrow(
    'no keyword rule leads to the label "card_arrival"',
  );
});
