import type { Reach } from "./learn-reach.ts";
import { type Mutant, mutated, sliceOf } from "./mutant.ts";
import { endWhatIsLeft, runTests } from "./run-tests.ts";
import type { TreeCopy } from "./tree-copy.ts";

export type Outcome = "caught" | "survived" | "not reached" | "equivalent";
export type Tried = {
  readonly mutant: Mutant;
  readonly outcome: Outcome;
  /** What was asked, and for one that was caught by what. */
  readonly by: string;
};

/** A test that takes so many times longer than it did is one that hangs. */
const TIMES_LONGER = 4;
const AT_LEAST_MS = 30_000;

/** Puts one mutant into the copy, asks the tests that come by it, and takes it out again. */
export async function tryMutant(copy: TreeCopy, mutant: Mutant, reach: Reach): Promise<Tried> {
  const asked = reach.get(mutant) ?? [];
  if (asked.length === 0) return { mutant, outcome: "not reached", by: "" };
  const source = copy.read(mutant.file);
  copy.write(mutant.file, mutated(source, mutant));
  try {
    const usual = asked.reduce((sum, { ms }) => sum + ms, 0);
    const { code, timedOut, files } = await runTests(copy, {
      slice: sliceOf(mutant),
      files: asked.map(({ file }) => file),
      withinMs: AT_LEAST_MS + TIMES_LONGER * usual,
    });
    if (timedOut) {
      endWhatIsLeft(copy);
      return { mutant, outcome: "caught", by: "time" };
    }
    if (code !== 0)
      return {
        mutant,
        outcome: "caught",
        by: files.find(({ passed }) => !passed)?.file ?? "an error outside of a test",
      };
    return { mutant, outcome: "survived", by: asked.map(({ file }) => file).join(", ") };
  } finally {
    copy.write(mutant.file, source);
  }
}
