import { expect, test } from "vitest";
import { generatedName } from "./index.ts";

test("a name is two words and a number, at most 20 characters", () => {
  for (let i = 0; i < 500; i += 1)
    expect(generatedName()).toMatch(/^(?=.{1,20}$)[a-z]+-[a-z]+-\d+$/);
});
