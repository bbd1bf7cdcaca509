import { expect, test } from "vitest";
import type { Column } from "./column.ts";
import { layOut, trackOf } from "./columns-in-sight.ts";

const columns = (n: number): Column<unknown>[] =>
  Array.from({ length: n }, (_, i) => ({ key: `c${i}`, title: "", width: 100, cell: () => "" }));

test("few columns all exist, and the one that grows takes what is left", () => {
  const [first, second] = columns(2) as [Column<unknown>, Column<unknown>];
  const { shown, template, width } = layOut([{ ...first, grows: true }, second], 5000, 6000);
  expect(shown.map(({ place }) => place)).toEqual([0, 1]);
  expect(template).toBe("minmax(100px, 1fr) 100px");
  expect(width).toBe(200);
});

test("of hundreds of columns only those in sight exist, the first among them, and all keep their places", () => {
  const { shown, template, width } = layOut(columns(500), 20_000, 21_000);
  expect(width).toBe(50_000);
  expect(shown[0]?.place).toBe(0);
  expect(shown[1]?.place).toBe(197);
  expect(shown.at(-1)?.place).toBe(212);
  const tracks = template.split(" ").map((track) => Number.parseInt(track, 10));
  // The cells of place 197 begin where they would if all existed.
  expect((tracks[0] ?? 0) + (tracks[1] ?? 0)).toBe(19_700);
  expect([0, 1, 2].map((order) => trackOf(order, 500)?.gridColumn)).toEqual([1, 3, 4]);
  expect(trackOf(1, 24)).toBeUndefined();
});

test("at the left edge nothing is skipped and nothing moves", () => {
  const { shown, template } = layOut(columns(100), 0, 1000);
  expect(shown.map(({ place }) => place)).toEqual(Array.from({ length: 13 }, (_, i) => i));
  expect(template.startsWith("100px 0px 100px")).toBe(true);
});
