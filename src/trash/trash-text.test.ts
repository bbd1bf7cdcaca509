import { expect, test } from "vitest";
import { heldText, holdersOf } from "./held.ts";
import { countsText, shortId, type TrashItem, type TrashList, waitText } from "./model.ts";
import { purgedText, trashText } from "./trash-text.ts";

const ID = "b10e0000000000000000000000000001";
const item = (more: Partial<TrashItem> = {}): TrashItem => ({
  kind: "run",
  id: ID,
  name: "rules",
  place: "intents",
  project: "shop",
  holds: 1,
  bytes: 2048,
  deletedAt: Date.UTC(2026, 2, 1, 9, 30, 15),
  purgeAt: Date.UTC(2026, 2, 31, 9, 30, 15),
  referencedBy: [],
  ...more,
});
const list = (items: TrashItem[], more: Partial<TrashList> = {}): TrashList => ({
  items,
  total: items.length,
  bytes: 4096,
  waits: null,
  ...more,
});

test("the trash is told as a table, with a dash for what is not known", () => {
  const other = item({
    id: "trace-1",
    place: "",
    holds: 12,
    bytes: null,
    purgeAt: null,
    referencedBy: ["model a@1", "report r"],
  });
  const lines = trashText(list([item(), other])).split("\n");
  expect(lines.slice(0, 3).map((line) => line.trim().split(/ {2,}/))).toEqual([
    ["id", "name", "in", "holds", "size", "deleted", "purged on", "held by"],
    [
      ...["run", "b10e0000", "rules", "intents", "1", "2.0 KiB"],
      ...["2026-03-01 09:30:15 UTC", "2026-03-31", "-"],
    ],
    [
      ...["run", "trace-1", "rules", "-", "12", "-"],
      ...["2026-03-01 09:30:15 UTC", "never", "model a@1, report r"],
    ],
  ]);
  expect(lines.slice(3)).toEqual(["4.0 KiB in all"]);
});

test("more than the table shows is counted, and nothing is said as that", () => {
  expect(trashText(list([item()], { total: 4 }))).toMatch(/4\.0 KiB in all, 3 more$/);
  expect(trashText(list([]))).toBe("the trash is empty");
});

const counts = (run: number, experiment = 0, view = 0) => [
  { kind: "run", plural: "runs", count: run },
  { kind: "experiment", plural: "experiments", count: experiment },
  { kind: "view", plural: "views", count: view },
];

test("what a purge removed is told by kinds, with their size", () => {
  expect(countsText(counts(0))).toBe("");
  expect(countsText(counts(1))).toBe("1 run");
  expect(countsText(counts(2, 1))).toBe("2 runs and 1 experiment");
  expect(countsText(counts(2, 0, 3))).toBe("2 runs and 3 views");
  expect(countsText(counts(2, 1, 3))).toBe("2 runs, 1 experiment and 3 views");
  expect(purgedText({ gone: counts(2), bytes: 2048 })).toBe("purged 2 runs, 2.0 KiB");
  expect(purgedText({ gone: counts(0), bytes: 0 })).toBe("nothing to purge");
});

const holding = (id: string, by: string) => ({ of: { kind: "run", id }, id, by });

test("who holds a thing is told once each, in order, of five things at most", () => {
  const some = [holding(ID, "report r"), holding(ID, "model b@1"), holding(ID, "report r")];
  expect(heldText(some)).toBe("b10e0000 by model b@1, report r");
  expect([...holdersOf(some)]).toEqual([[`run\n${ID}`, ["model b@1", "report r"]]]);
  const many = (count: number) => Array.from({ length: count }, (_, i) => holding(`${i}`, "r"));
  expect(heldText(many(5))).toBe("0 by r; 1 by r; 2 by r; 3 by r; 4 by r");
  expect(heldText(many(6))).toMatch(/4 by r and 1 more$/);
  expect(heldText(many(7))).toBe("0 by r; 1 by r; 2 by r; 3 by r; 4 by r and 2 more");
});

test("an id is shown short where it is one of 32 digits", () => {
  expect(shortId(ID)).toBe("b10e0000");
  for (const whole of [ID.slice(1), `${ID}1`, ID.toUpperCase(), "trace-1"])
    expect(shortId(whole)).toBe(whole);
});

test("a list says why nothing is purged after the clock jumped", () => {
  const wait = { from: Date.UTC(2026, 10, 29), to: Date.UTC(2028, 10, 29), leftMs: 3_600_001 };
  const why = waitText(wait);
  expect(
    trashText(list([item()], { waits: { ...wait, why } }))
      .split("\n")
      .at(-1),
  ).toBe(
    "the clock jumped from 2026-11-29 to 2028-11-29: nothing is purged for its age before the server has run for 2 more hours",
  );
});
