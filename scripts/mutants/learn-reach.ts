import { existsSync, globSync } from "node:fs";
import { join } from "node:path";
import { type Mutant, sliceOf } from "./mutant.ts";
import { withProbes } from "./probe-reach.ts";
import { LOG, runTests, type TestFile } from "./run-tests.ts";
import type { TreeCopy } from "./tree-copy.ts";

const WITHIN_MS = 10 * 60_000;
const SCENARIOS = "test/scenarios/scenarios.test.ts";

/** Which test files of its own slice come by a mutant, the quickest first. */
export type Reach = ReadonlyMap<Mutant, readonly TestFile[]>;

/**
 * Runs a slice's tests once, unbroken, and learns which of them come by which mutant. Test files that fail as they are
 * can say nothing, and are told.
 */
export async function learnReach(
  copy: TreeCopy,
  slice: string,
  mutants: readonly Mutant[],
): Promise<{ readonly reach: Reach; readonly broken: readonly string[] }> {
  const own = mutants.filter((mutant) => sliceOf(mutant) === slice);
  const files = testFilesOf(copy.folder, slice);
  if (own.length === 0 || files.length === 0) return { reach: new Map(), broken: [] };
  const sources = putProbes(copy, own);
  copy.write(LOG, "");
  const tested = await runTests(copy, { slice, files, withinMs: WITHIN_MS, note: true });
  for (const [file, source] of sources) copy.write(file, source);
  const reachedBy = readLog(copy.read(LOG));
  const passed = tested.files.filter((file) => file.passed).sort((a, b) => a.ms - b.ms);
  return {
    reach: new Map(
      own.map((mutant, at) => [
        mutant,
        passed.filter(({ file }) => reachedBy.get(String(at))?.has(file) === true),
      ]),
    ),
    broken: files.filter((file) => !passed.some((one) => one.file === file)),
  };
}

/** Tests beside the slice's code, and what a person types of it. */
export function testFilesOf(folder: string, slice: string): readonly string[] {
  const beside = globSync(`src/${slice}/**/*.test.ts`, { cwd: folder })
    .filter((file) => !file.endsWith(".interop.test.ts") && !file.includes("/page/"))
    .sort();
  return existsSync(join(folder, "test", "scenarios", slice)) ? [...beside, SCENARIOS] : beside;
}

/** Gives the sources as they were. */
function putProbes(copy: TreeCopy, own: readonly Mutant[]): ReadonlyMap<string, string> {
  const sources = new Map<string, string>();
  const log = join(copy.folder, LOG);
  for (const file of new Set(own.map((mutant) => mutant.file))) {
    const source = copy.read(file);
    sources.set(file, source);
    const probes = own.flatMap((mutant, at) =>
      mutant.file === file ? [{ at: mutant.start, id: String(at) }] : [],
    );
    copy.write(file, withProbes(source, probes, log));
  }
  return sources;
}

/** By the id of the probe, the test files during which it was noted. */
function readLog(text: string): ReadonlyMap<string, ReadonlySet<string>> {
  const reachedBy = new Map<string, Set<string>>();
  let current = "";
  for (const line of text.split("\n"))
    if (line.startsWith("test ")) current = line.slice("test ".length);
    else reachedBy.set(line, (reachedBy.get(line) ?? new Set()).add(current));
  return reachedBy;
}
