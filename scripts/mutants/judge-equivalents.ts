import type { Equivalent } from "./equivalents.ts";
import type { Known } from "./known.ts";
import { type Mutant, mutantOf, sliceOf } from "./mutant.ts";

/** The entry of the list that a mutant stands in. */
export function equivalentOf(
  mutant: Mutant,
  equivalents: readonly Equivalent[],
): Equivalent | undefined {
  return equivalents.find(
    ({ file, before, after }) =>
      file === mutant.file && before === mutant.before && after === mutant.after,
  );
}

/** Entries of these slices to which no mutant of the code as it is belongs. */
export function staleEquivalents(
  equivalents: readonly Equivalent[],
  all: readonly Mutant[],
  slices: readonly string[],
): readonly string[] {
  return equivalents
    .filter((one) => slices.includes(sliceOf(one)))
    .filter((one) => all.every((mutant) => equivalentOf(mutant, [one]) === undefined))
    .map(({ file, before }) => `equivalents.ts: no mutant of ${file} has the line \`${before}\``);
}

/** A change that was written by hand, or what keeps it from being made. */
export function knownMutant(known: Known, source: string | undefined): Mutant | string {
  const { file, find, replace, means } = known;
  if (source === undefined) return `known.ts: there is no ${file} ("${means}")`;
  const start = source.indexOf(find);
  const times = source.split(find).length - 1;
  if (times !== 1) return `known.ts: ${file} has the text ${times} times, not once ("${means}")`;
  return mutantOf(file, source, {
    start,
    end: start + find.length,
    replacement: replace,
    kind: means,
  });
}
