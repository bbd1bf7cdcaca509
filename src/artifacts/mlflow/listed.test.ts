import { expect, test } from "vitest";
import { isListed } from "./listed.ts";

test("a name for which MLflow's client refuses a whole list is in none of them", () => {
  for (const name of ["a.txt", "ü", "100%", "a%20b", "a:b", "...", "..a", "a..", "a%2Fb", "a\\b"])
    expect([name, isListed(name)]).toEqual([name, true]);
  for (const name of ["a#b", "a%23b", "a%2523b", "%2e%2e", "%2Fetc", "C:\\x", "file:x", "\\\\h\\x"])
    expect([name, isListed(name)]).toEqual([name, false]);
  expect(isListed(`%${"25".repeat(20)}41`)).toBe(false);
});
