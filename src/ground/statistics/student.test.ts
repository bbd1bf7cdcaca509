import { expect, test } from "vitest";
import { studentQuantile } from "./student.ts";

// From printed tables of the distribution.
test.each([
  [0.975, 1, 12.7062],
  [0.975, 2, 4.3027],
  [0.975, 4, 2.7764],
  [0.95, 4, 2.1318],
  [0.975, 10, 2.2281],
  [0.995, 30, 2.75],
  [0.975, 1000, 1.9623],
  [0.975, 2.5, 3.5747],
])("t of %f with %f degrees of freedom is %f", (p, freedom, t) => {
  expect(studentQuantile(p, freedom)).toBeCloseTo(t, 3);
});

test("the middle is zero", () => {
  expect(studentQuantile(0.5, 3)).toBeCloseTo(0, 9);
});
