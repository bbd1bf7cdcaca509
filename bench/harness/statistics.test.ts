import { expect, it } from "vitest";
import { spread, summarise } from "./statistics.ts";

it("takes the middle of an odd and between the middles of an even number", () => {
  expect(summarise([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3 });
  expect(summarise([4, 1, 3, 2])).toEqual({ median: 2.5, min: 1, max: 4 });
  expect(spread([0.0411, 0.05, 0.0389], 3)).toBe("0.041 [0.039-0.050]");
});
