import { expect, test } from "vitest";
import { holds, movedTogether } from "./moved-together.ts";

test.each([
  ["/p/.git/fettle", "/p", true],
  ["/p/.git/fettle", "/p/big/files", true],
  ["/p/.git/modules/part/fettle", "/p/part", true],
  ["/p/.git/fettle", "/part", false],
  ["/p/.git/fettle", "/", false],
  ["/p/.fettle", "/p/files", true],
  ["/p/.fettle", "/q", false],
  ["/data/store", "/data/store/artifacts", true],
  ["/data/store", "/data/files", false],
])("the store %s and %s are moved together: %s", (store, path, together) => {
  expect(movedTogether(store, path)).toBe(together);
});

test("a folder holds itself and what is below, not what begins like it", () => {
  expect([holds("/a", "/a"), holds("/a", "/a/b"), holds("/a", "/ab"), holds("/a/b", "/a")]).toEqual(
    [true, true, false, false],
  );
});
