import { expect, test } from "vitest";
import { surroundings } from "./surroundings.ts";

test("what is not known of a program is left out, what the machine is is told", () => {
  const found = surroundings({
    cwd: "/",
    root: "/",
    program: "/usr/bin/make",
    env: { SEED: "3" },
    known: {},
  });
  expect(found).not.toHaveProperty("node");
  expect(found.cores).toBeGreaterThan(0);
  expect(found.variables).toEqual({ SEED: "3" });
});
