import { spawn } from "node:child_process";
import { join } from "node:path";
import { type Mutant, mutated } from "./mutant.ts";
import type { TreeCopy } from "./tree-copy.ts";

/** A literal in the place of another: the type of the place may allow that word alone. */
const LITERALS = new Set(["text emptied", "boolean flipped", "number plus 1"]);

/**
 * Those of the mutants whose literal the compiler refuses: a union of words is its business, and no test should say it
 * again. Other changes that it refuses are tried, since the same fault can be made in a way that compiles. One a line is
 * put into the copy at a time, so that a few calls of the compiler do for all.
 */
export async function refusedByCompiler(
  copy: TreeCopy,
  mutants: readonly Mutant[],
): Promise<ReadonlySet<Mutant>> {
  const refused = new Set<Mutant>();
  let left = mutants.filter(({ kind }) => LITERALS.has(kind));
  while (left.length > 0) {
    const round = new Map<string, Mutant>();
    for (const mutant of left) if (!round.has(placeOf(mutant))) round.set(placeOf(mutant), mutant);
    for (const place of await placesRefused(copy, [...round.values()])) {
      const mutant = round.get(place);
      if (mutant !== undefined) refused.add(mutant);
    }
    left = left.filter((mutant) => round.get(placeOf(mutant)) !== mutant);
  }
  return refused;
}

/** A literal never changes on which line the others stand. */
function placeOf({ file, line }: Mutant): string {
  return `${file}:${line}`;
}

async function placesRefused(
  copy: TreeCopy,
  mutants: readonly Mutant[],
): Promise<readonly string[]> {
  const sources = new Map(mutants.map(({ file }) => [file, copy.read(file)]));
  // From the end of each file, so that what stands before stays where it is.
  for (const mutant of mutants.toSorted((a, b) => b.start - a.start))
    copy.write(mutant.file, mutated(copy.read(mutant.file), mutant));
  const output = await compile(copy);
  for (const [file, source] of sources) copy.write(file, source);
  return [...output.matchAll(/^(\S+?)\((\d+),\d+\): error/gm)].map(
    ([, file, line]) => `${file}:${line}`,
  );
}

/** What the compiler says. */
function compile(copy: TreeCopy): Promise<string> {
  const child = spawn(
    join(copy.folder, "node_modules", ".bin", "tsc"),
    ["-p", ".", "--noEmit", "--pretty", "false", "--noUnusedLocals", "false"],
    { cwd: copy.folder, stdio: ["ignore", "pipe", "inherit"] },
  );
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", () => resolve(output));
  });
}
