import { expect, test } from "vitest";
import { treeOf } from "./name-tree.ts";

const things = ["vision/resnet", "vision/vit/small", "intents", "vision", "/odd", "x/"].map(
  (name, i) => ({ name, count: i + 1 }),
);

test("things stand in folders by their slashes, and a folder counts what is below it", () => {
  const tree = treeOf(things);
  expect(tree.map(({ path, count }) => `${path} ${count}`)).toEqual([
    "vision/ 3",
    "/odd 5",
    "intents 3",
    "vision 4",
    "x/ 6",
  ]);
  expect(tree[0]?.children.map(({ path, label }) => [path, label])).toEqual([
    ["vision/vit/", "vit"],
    ["vision/resnet", "resnet"],
  ]);
  expect(tree[0]?.children[0]?.children[0]?.path).toBe("vision/vit/small");
});
