import { expect, test } from "vitest";
import { createPasses } from "./passes.ts";

test("a pass says what it was given for until that is over, and is the same after a restart", () => {
  const passes = createPasses("key");
  const token = passes.give("run-1");
  expect(passes.find(token)).toBe("run-1");
  const restarted = createPasses("key");
  expect(restarted.find(token)).toBeUndefined();
  expect(restarted.give("run-1")).toBe(token);
  expect(restarted.find(token)).toBe("run-1");
  restarted.end("run-1");
  expect(restarted.find(token)).toBeUndefined();
});

test("what was made without the key, for another thing or in another form is no pass", () => {
  const passes = createPasses("key");
  const token = passes.give("run-1");
  passes.give("run-2");
  const foreign = createPasses("another key").give("run-1");
  const moved = token.replace("run-1", "run-2");
  for (const wrong of [foreign, moved, token.slice(0, -1), `${token}x`, "run-1", "pass.run-1.", ""])
    expect(passes.find(wrong), wrong).toBeUndefined();
});
