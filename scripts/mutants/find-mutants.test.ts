import { expect, it } from "vitest";
import { findMutants } from "./find-mutants.ts";
import { mutated } from "./mutant.ts";
import { parse } from "./syntax.ts";

const found = (source: string): string[] =>
  findMutants("src/runs/end-run.ts", source).map(({ kind, after }) => `${kind}: ${after}`);

it("negates and forces conditions, shifts comparisons", () => {
  expect(found("if (a < b) go();")).toEqual([
    "condition negated: if (!(a < b)) go();",
    "condition always true: if (true) go();",
    "condition always false: if (false) go();",
    "comparison shifted: if (a <= b) go();",
    "call removed: if (a < b) {}",
  ]);
  expect(found("const x = a /* < */ !== b;")).toEqual([
    "comparison shifted: const x = a /* < */ === b;",
  ]);
  expect(found("while (more) {}")).toEqual([
    "condition negated: while (!(more)) {}",
    "condition always false: while (false) {}",
  ]);
});

it("turns and, or, sums, numbers, booleans and names", () => {
  expect(found("const x = a && !b;")).toEqual([
    "and, or: const x = a || !b;",
    "! dropped: const x = a && b;",
  ]);
  expect(found("const x = a - 1;")).toEqual([
    "arithmetic turned: const x = a + 1;",
    "number plus 1: const x = a - 2;",
  ]);
  expect(found('const x = a + "b";')).toEqual(['text emptied: const x = a + "";']);
  expect(found("const x = true;")).toEqual(["boolean flipped: const x = false;"]);
});

it("drops defaults, spreads, filters, early returns, throws and waiting", () => {
  expect(found("const x = a ?? b;")).toEqual(["default dropped: const x = a;"]);
  expect(found("const f = (a = b) => a;")).toEqual(["default dropped: const f = (a) => a;"]);
  expect(found("const x = [...a];")).toEqual(["spread removed: const x = [...[]];"]);
  expect(found("const x = { ...a };")).toEqual(["spread removed: const x = { ...{} };"]);
  expect(found("const x = a.filter(b).map(c);")).toEqual(["filter removed: const x = a.map(c);"]);
  expect(found("function f() { if (a) return; throw b; }").slice(3)).toEqual([
    "early return removed: function f() { if (a) {} throw b; }",
    "throw removed: function f() { if (a) return; {} }",
  ]);
  expect(found("await go(a);")).toEqual(["call removed: {}", "await dropped: go(a);"]);
});

it("leaves types, imports, SQL, words for people and large numbers alone", () => {
  expect(
    found(`import { a } from "b";
export { c } from "./c.ts";
type T = "x" | 1;
const q = sql\`select \${b}\`;
const d: "x" = e as "y";
const command = { summary: "Lists", example: ["a"], name: f };
const flag = { type: t, value: "NAME", summary: "whose" };
const s = "two words";
const BYTES = 65_536;
const MORE = 32 * 1024 * 1024;
const g = h["key"];`),
  ).toEqual([
    "arithmetic turned: const MORE = 32 * 1024 / 1024;",
    "arithmetic turned: const MORE = 32 / 1024 * 1024;",
    'text emptied: const g = h[""];',
  ]);
});

it("gives lines, and text that can still be parsed", () => {
  const source = "const a = 1;\nif (a) {\n  await go(\n    a,\n  );\n}\n";
  const all = findMutants("src/runs/end-run.ts", source);
  expect(all.map(({ line }) => line)).toEqual([1, 2, 2, 2, 3, 3]);
  expect(all.at(-1)).toMatchObject({ before: "await go( a, );", after: "go( a, );" });
  for (const mutant of all) parse(mutated(source, mutant));
});
