import { expect, test } from "vitest";
import { HeldRows } from "./held-rows.ts";

const rows = (from: number, count: number, mark = "") =>
  Array.from({ length: count }, (_, i) => ({ id: `${from + i}${mark}` }));

test("rows are found by their place and by their id, whatever came before and after them", () => {
  const held = new HeldRows().with(90_000, rows(90_000, 130)).with(0, rows(0, 100));
  expect([0, 99, 90_000, 90_129].map((place) => held.get(place)?.id)).toEqual([
    "0",
    "99",
    "90000",
    "90129",
  ]);
  expect([100, 89_999, 90_130].map((place) => held.get(place))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(["77", "90063", "90064", "5000"].map((id) => held.placeOf(id))).toEqual([
    77,
    90_063,
    90_064,
    undefined,
  ]);
});

test("rows that are added leave the list they were added to as it was, and take the place of older ones", () => {
  const before = new HeldRows().with(0, rows(0, 10));
  expect(before.placeOf("5")).toBe(5);
  const after = before.with(5, rows(5, 10, "b"));
  expect([before.get(5)?.id, before.get(10), after.get(5)?.id, after.get(4)?.id]).toEqual([
    "5",
    undefined,
    "5b",
    "4",
  ]);
  expect([after.placeOf("5"), after.placeOf("5b"), before.placeOf("5")]).toEqual([undefined, 5, 5]);
});

test("what is missing of a stretch is told by its ends", () => {
  const held = new HeldRows().with(100, rows(100, 100)).with(300, rows(300, 10));
  expect(held.missing(120, 180)).toBeUndefined();
  expect(held.missing(150, 250)).toEqual({ from: 200, to: 250 });
  expect(held.missing(50, 150)).toEqual({ from: 50, to: 99 });
  expect(held.missing(190, 305)).toEqual({ from: 200, to: 299 });
});
