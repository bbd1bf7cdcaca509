import { expect, it } from "vitest";
import { withProbes } from "./probe-reach.ts";

/** With what is noted as `<a>`. */
function probed(source: string, ...places: string[]): string {
  const probes = places.map((place) => ({ at: source.indexOf(place), id: place }));
  return withProbes(source, probes, "/log").replaceAll(
    /\(globalThis\["reached (\w+)"\].*?true\)\)/g,
    "<$1>",
  );
}

it("notes that a statement is come by, before it runs", () => {
  expect(probed("function f() {\n  go();\n  if (a) return b;\n}", "b")).toBe(
    "function f() {\n  go();\n  <b>; if (a) return b;\n}",
  );
  expect(probed("switch (a) { case 1: go(b); }", "b")).toBe("switch (a) { case 1: <b>; go(b); }");
  expect(probed("import x from 'x';\nexport const a = b;", "b")).toBe(
    "import x from 'x';\n<b>; export const a = b;",
  );
});

it("notes that an arrow function is called, and several places in one statement", () => {
  expect(probed("const f = (a: A) => g(b as B);", "b")).toBe(
    "const f = (a: A) => (<b>, g(b as B));",
  );
  expect(probed("const f = () => ({ b: z });", "z")).toBe("const f = () => (<z>, ({ b: z }));");
  expect(probed("go(a, b);", "a", "b")).toMatch(/^<\w>; <\w>; go\(a, b\);$/);
});
