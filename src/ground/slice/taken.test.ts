import { expect, test } from "vitest";
import { fail, GROUND_ERRORS } from "#ground/errors";
import type { Taken } from "./carry.ts";
import { taken } from "./taken.ts";

test("what is refused is what became of a record; a fault of ours is thrown", async () => {
  const fine: Taken = { outcome: "more", left: { points: 2 } };
  expect(await taken(async () => fine)).toBe(fine);
  const refused = fail(GROUND_ERRORS, "REQUEST_REFUSED", { problem: "no such run", need: "one" });
  expect(await taken(() => Promise.reject(refused))).toEqual({
    outcome: "refused",
    note: refused.message,
  });
  const fault = new TypeError("x is not a function");
  await expect(taken(() => Promise.reject(fault))).rejects.toBe(fault);
});
