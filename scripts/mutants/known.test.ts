import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { EQUIVALENTS } from "./equivalents.ts";
import { findMutants } from "./find-mutants.ts";
import { knownMutant, staleEquivalents } from "./judge-equivalents.ts";
import { KNOWN } from "./known.ts";
import { mutated, sliceOf } from "./mutant.ts";
import { parse } from "./syntax.ts";

const root = join(import.meta.dirname, "..", "..");
const sourceOf = (file: string): string | undefined =>
  existsSync(join(root, file)) ? readFileSync(join(root, file), "utf8") : undefined;

it.each(KNOWN)("the fault made by hand stands in the code: $means", (known) => {
  const mutant = knownMutant(known, sourceOf(known.file));
  if (typeof mutant === "string") expect.fail(mutant);
  parse(mutated(sourceOf(known.file) ?? "", mutant));
});

it("every equivalent is a mutant of the code", () => {
  const all = EQUIVALENTS.flatMap(({ file }) => findMutants(file, sourceOf(file) ?? ""));
  expect(staleEquivalents(EQUIVALENTS, all, EQUIVALENTS.map(sliceOf))).toEqual([]);
});
