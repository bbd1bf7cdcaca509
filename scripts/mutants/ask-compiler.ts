import { spawn } from "node:child_process";
import { join } from "node:path";
import { type Mutant, mutated } from "./mutant.ts";
import type { TreeCopy } from "./tree-copy.ts";

/** A literal in the place of another: the type of the place may allow that word alone. */
const LITERALS = new Set(["text emptied", "boolean flipped", "number plus 1"]);

/**
 * Those of the mutants whose literal the compiler refuses: a union of words is its business, and no test should say it
 * again. Other changes that it refuses are tried, since the same fault can be made in a way that compiles. One a file is
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
    for (const mutant of left) if (!round.has(mutant.file)) round.set(mutant.file, mutant);
    for (const file of await filesWithErrors(copy, [...round.values()])) {
      const mutant = round.get(file);
      if (mutant !== undefined) refused.add(mutant);
    }
    left = left.filter((mutant) => round.get(mutant.file) !== mutant);
  }
  return refused;
}

async function filesWithErrors(
  copy: TreeCopy,
  mutants: readonly Mutant[],
): Promise<ReadonlySet<string>> {
  const sources = mutants.map(({ file }) => copy.read(file));
  mutants.forEach((mutant, i) => {
    copy.write(mutant.file, mutated(sources[i] ?? "", mutant));
  });
  const output = await compile(copy);
  mutants.forEach(({ file }, i) => {
    copy.write(file, sources[i] ?? "");
  });
  return new Set([...output.matchAll(/^(\S+?)\(\d+,\d+\): error/gm)].map(([, file]) => file ?? ""));
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
