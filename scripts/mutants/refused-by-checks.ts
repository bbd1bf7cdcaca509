import { spawn } from "node:child_process";
import { realpathSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { type Mutant, mutated } from "./mutant.ts";
import type { TreeCopy } from "./tree-copy.ts";

/** A literal in the place of another, whose type may allow that word alone; a promise that nobody waits for. */
const REFUSABLE = new Set(["text emptied", "boolean flipped", "number plus 1", "await dropped"]);

/**
 * Those of the mutants that the compiler or the linter refuses: a union of words and a floating promise are their
 * business, and no test should say it again. Other changes that the compiler refuses are tried, since the same fault can
 * be made in a way that compiles. One a line is put into the copy at a time, so that a few calls do for all. The linter looks at no files below a folder
 * that begins with a dot, so the copy must not lie in one.
 */
export async function refusedByChecks(
  copy: TreeCopy,
  mutants: readonly Mutant[],
): Promise<ReadonlySet<Mutant>> {
  const refused = new Set<Mutant>();
  let left = mutants.filter(({ kind }) => REFUSABLE.has(kind));
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

/** None of these changes moves what stands on other lines. */
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
  const compiled = await output(copy, "tsc", [
    ...["-p", ".", "--noEmit", "--pretty", "false", "--noUnusedLocals", "false"],
  ]);
  const linted = await output(copy, "biome", [
    ...["lint", "--only=nursery/noFloatingPromises", "--reporter=github", "--max-diagnostics=none"],
    ...sources.keys(),
  ]);
  for (const [file, source] of sources) copy.write(file, source);
  const folder = realpathSync(copy.folder);
  const places = (text: string, pattern: RegExp): string[] =>
    [...text.matchAll(pattern)].map(
      ([, file = "", line]) => `${relative(folder, resolve(folder, file))}:${line}`,
    );
  return [
    ...places(compiled, /^(\S+?)\((\d+),\d+\): error/gm),
    ...places(linted, /noFloatingPromises,file=([^,]+),line=(\d+)/g),
  ];
}

/** What a program of the checkout's packages says. */
function output(copy: TreeCopy, program: string, words: readonly string[]): Promise<string> {
  const child = spawn(join(copy.folder, "node_modules", ".bin", program), words, {
    cwd: copy.folder,
    stdio: ["ignore", "pipe", "ignore"],
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", () => resolve(said));
  });
}
