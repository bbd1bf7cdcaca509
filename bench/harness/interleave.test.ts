import { expect, it } from "vitest";
import { interleave } from "./interleave.ts";

it("takes turns and leaves the first round out", async () => {
  const order: string[] = [];
  const contender = (name: string) => ({
    name,
    async round() {
      order.push(name);
      return { count: order.length };
    },
  });
  const measured = await interleave([contender("a"), contender("b")], 2);
  expect(order).toEqual(["a", "b", "a", "b", "a", "b"]);
  expect(measured.map(({ name, values }) => [name, values.get("count")])).toEqual([
    ["a", [3, 5]],
    ["b", [4, 6]],
  ]);
});
