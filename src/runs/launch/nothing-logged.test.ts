import { expect, test } from "vitest";
import { nothingLogged } from "./nothing-logged.ts";

const told = (run: object, params = {}) =>
  nothingLogged({ metrics: {}, params: {}, ...run }, { command: ["true"], params }, "/");

test("a run that its command logged a metric or a parameter to is told nothing", () => {
  expect(told({ metrics: { loss: 1 } })).toBeUndefined();
  expect(told({ params: { lr: "1", seed: "2" } }, { seed: "2" })).toBeUndefined();
  expect(told({ params: { seed: "2" } }, { seed: "2" })).toContain("fettle/client log here");
});
