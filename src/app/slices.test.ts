import { expect, test } from "vitest";
import { slices } from "./slices.ts";

test("what may lie in the trash is of a kind that its manifest names, and no two slices have the same", async () => {
  const all: string[] = [];
  for (const { name, kinds, trashable } of slices)
    for (const { kind } of (await trashable?.()) ?? []) {
      expect([name, (kinds ?? []).map((one) => one.name)]).toEqual([
        name,
        expect.arrayContaining([kind]),
      ]);
      all.push(kind);
    }
  expect(new Set(all).size).toBe(all.length);
  expect(all).toContain("artifact");
});
