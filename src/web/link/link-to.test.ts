import { afterEach, expect, test } from "vitest";
import { knowKinds } from "./known-kinds.ts";
import { linkTo } from "./link-to.ts";

afterEach(() => knowKinds([]));

test("a thing of a kind with a screen has an address", () => {
  knowKinds([{ name: "run", page: "/runs/:id" }]);
  expect(linkTo("run", "abc")).toBe("/runs/abc");
  expect(linkTo("run", "a/b c?")).toBe("/runs/a%2Fb%20c%3F");
});

test("the parts of an id stand where its page wants them", () => {
  knowKinds([{ name: "model", id: ":name@:version", page: "/models/:name?v=:version" }]);
  expect(linkTo("model", "intent@2")).toBe("/models/intent?v=2");
  expect(linkTo("model", "a@b&c@12")).toBe("/models/a%40b%26c?v=12");
});

test("what no slice registers, has no screen or is no id of its kind has no address", () => {
  knowKinds([{ name: "data" }, { name: "model", id: ":name@:version", page: "/m/:name" }]);
  expect(linkTo("service", "web")).toBeUndefined();
  expect(linkTo("data", "x@1")).toBeUndefined();
  expect(linkTo("model", "intent")).toBeUndefined();
  expect(linkTo("model", "")).toBeUndefined();
});
