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

it("leaves out a contender that has had its rounds", async () => {
  const contender = (name: string, roundsMax?: number) => ({
    name,
    ...(roundsMax === undefined ? {} : { roundsMax }),
    round: async () => ({ one: 1 }),
  });
  const measured = await interleave([contender("a"), contender("b", 2)], 3);
  expect(measured.map(({ values }) => values.get("one"))).toEqual([
    [1, 1, 1],
    [1, 1],
  ]);
});
