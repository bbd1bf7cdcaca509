import { describe, expect, test } from "vitest";
import { pathParameters, refusePath } from "./path.ts";

describe("a request target", () => {
  test.each([
    "/a/../b",
    "/a/%2e%2e/b",
    "/a/.%2E/b",
    "/a/./b",
    "/a%2fb",
    "/a%5Cb",
    "/a\\b",
    "/a%00",
    "/a/%ff",
    "/a/%c0%ae%c0%ae/b",
    "http://evil/x",
    "*",
  ])("%s is refused", (target) => {
    expect(() => refusePath(target)).toThrow("Invalid path");
  });

  test.each([
    "/",
    "/a/b",
    "/a/%252e%252e/b",
    "/a%20b",
    "/a/%E2%82%AC",
    "/a?x=../..",
    "/..a/b..",
    "/a//b",
  ])("%s passes", (target) => {
    expect(() => refusePath(target)).not.toThrow();
  });
});

describe("path parameters", () => {
  test("are split first and decoded once", () => {
    expect(
      pathParameters("/runs/:id/metrics/*", "/runs/a%20b/metrics/val%252floss/x%20y?z=1"),
    ).toEqual({
      id: "a b",
      "*": "val%2floss/x y",
    });
  });

  test("are none where the pattern names none", () => {
    expect(pathParameters("/runs", "/runs?x=1")).toEqual({});
  });

  test("ignore doubled slashes as the router does", () => {
    expect(pathParameters("/runs/:id", "//runs//7")).toEqual({ id: "7" });
  });
});
