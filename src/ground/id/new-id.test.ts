import { expect, test } from "vitest";
import { newId } from "./index.ts";

test("ids are 32 hex digits, and no two are the same", () => {
  const ids = Array.from({ length: 1000 }, newId);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
  expect(new Set(ids).size).toBe(ids.length);
});
