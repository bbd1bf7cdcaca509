/**
 * `npm run mutants` breaks the code in 200 places, one after the other, and asks the tests of the slice that was broken:
 * who notices? The places are drawn by the commit's hash (`--seed`), equivalents.ts lists what nobody could notice,
 * known.ts faults made by hand. Works in copies of the checkout below .cache. Ends with 1 where less than 85 % are
 * caught, one made by hand is not, or a list is stale.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeRun } from "../bench/harness/write-run.ts";
import { chooseMutants, shareOf } from "./mutants/choose-mutants.ts";
import { EQUIVALENTS } from "./mutants/equivalents.ts";
import { findMutants } from "./mutants/find-mutants.ts";
import { equivalentOf, knownMutant, staleEquivalents } from "./mutants/judge-equivalents.ts";
import { KNOWN } from "./mutants/known.ts";
import { learnReach, testFilesOf } from "./mutants/learn-reach.ts";
import { mutableFiles, slicesOf } from "./mutants/mutable-files.ts";
import { type Mutant, sliceOf } from "./mutants/mutant.ts";
import { type Asked, readArguments, USAGE } from "./mutants/read-arguments.ts";
import { refusedByChecks } from "./mutants/refused-by-checks.ts";
import { countOf, SHARE_MIN, sectionsOf, shareCaught } from "./mutants/report-mutants.ts";
import { endWhatIsLeft, type TestFile } from "./mutants/run-tests.ts";
import { copyTree, type TreeCopy } from "./mutants/tree-copy.ts";
import { type Tried, tryMutant } from "./mutants/try-mutants.ts";
import { root } from "./run-program.ts";

const WORKERS = 2;
const FOLDER = `mutants-${process.pid}`;

const known = slicesOf(root);
const asked = readArguments(process.argv.slice(2), known);
if ("error" in asked) {
  process.stderr.write(`error: ${asked.error}\n${USAGE}`);
  process.exitCode = 2;
} else process.exitCode = await run(asked);

async function run({ slices, ...rest }: Asked): Promise<number> {
  const seed = rest.seed ?? git("rev-parse", "HEAD");
  const each = rest.each ?? shareOf(slices.length);
  const all = slices.map((slice) => mutableFiles(root, slice).flatMap(mutantsIn));
  const byHand = KNOWN.map((one) => knownMutant(one, sourceOf(one.file)));
  const stale = [
    ...staleEquivalents(EQUIVALENTS, all.flat(), slices),
    ...byHand.filter((one) => typeof one === "string"),
  ];
  const made = byHand.filter((one) => typeof one !== "string");
  const wanted = made.filter((mutant) => slices.includes(sliceOf(mutant)));
  const start = performance.now();
  // Twice as many, since some will turn out to be none.
  const candidates = all.map((mutants) => chooseMutants(mutants, 2 * each, seed));
  const { drawn, tried, broken } = await inCopies(async (copies, apart) => {
    const refused = await refusedByChecks(apart, candidates.flat());
    const drawn = candidates.flatMap((some) =>
      some.filter((mutant) => !refused.has(mutant)).slice(0, each),
    );
    return { drawn, ...(await work(copies, slices, [...wanted, ...drawn])) };
  });
  const of = (mutants: readonly Mutant[]): Tried[] =>
    mutants.flatMap((mutant) => tried.get(mutant) ?? []);
  const count = countOf(of(drawn));
  const ofHand = countOf(of(wanted));
  const minutes = ((performance.now() - start) / 60_000).toFixed(1);
  const remark = [
    `seed ${seed}, ${each} a slice, ${minutes} minutes`,
    ...stale,
    ...broken.map((file) => `fails unbroken, not asked: ${file}`),
  ].join("\n- ");
  const part = slices.length === known.length ? "" : `-${slices.join("-")}`;
  const typed = ["npm run mutants --", ...process.argv.slice(2)].join(" ").replace(/ --$/, "");
  writeRun(`mutants${part}`, typed, sectionsOf(of(drawn), of(wanted)), remark);
  const passed = count.caught + ofHand.caught;
  const failed = count.made + ofHand.made - count.equivalent - passed + stale.length;
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  const good = shareCaught(count) >= SHARE_MIN && shareCaught(ofHand) === 1;
  return good && stale.length === 0 && broken.length === 0 ? 0 : 1;
}

/** Works with a copy of the checkout for each worker, and one apart, outside of it; removes them. */
async function inCopies<T>(
  use: (copies: readonly TreeCopy[], apart: TreeCopy) => Promise<T>,
): Promise<T> {
  removeWhatDiedLeft();
  const copies: TreeCopy[] = [];
  const apart = mkdtempSync(join(tmpdir(), "fettle-mutants-"));
  let checked: TreeCopy | undefined;
  const close = (): void => {
    checked?.remove();
    rmSync(apart, { recursive: true, force: true });
    for (const copy of copies) {
      endWhatIsLeft(copy);
      copy.remove();
    }
    rmSync(join(root, ".cache", FOLDER), { recursive: true, force: true });
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.once(signal, () => {
      close();
      process.exit(130);
    });
  try {
    for (let i = 0; i < WORKERS; i += 1)
      copies.push(copyTree(root, join(root, ".cache", FOLDER, String(i))));
    checked = copyTree(root, join(apart, "checkout"));
    return await use(copies, checked);
  } finally {
    close();
  }
}

/** Learns which tests come by what, slice by slice; then breaks one place after the other. */
async function work(
  copies: readonly TreeCopy[],
  slices: readonly string[],
  mutants: readonly Mutant[],
): Promise<{ tried: ReadonlyMap<Mutant, Tried>; broken: readonly string[] }> {
  const reach = new Map<Mutant, readonly TestFile[]>();
  const tried = new Map<Mutant, Tried>();
  const broken: string[] = [];
  const toTry = mutants.filter((mutant) => {
    const listed = equivalentOf(mutant, EQUIVALENTS);
    if (listed !== undefined)
      tried.set(mutant, { mutant, outcome: "equivalent", by: listed.because });
    return listed === undefined;
  });
  // The longest first, so that the copies are done at about the same time.
  const lengthOf = (slice: string): number => testFilesOf(root, slice).length;
  const toLearn = slices.toSorted((a, b) => lengthOf(b) - lengthOf(a));
  await inParallel(copies, async (copy) => {
    const slice = toLearn.shift();
    if (slice === undefined) return false;
    const learnt = await learnReach(copy, slice, toTry);
    for (const [mutant, tests] of learnt.reach) reach.set(mutant, tests);
    broken.push(...learnt.broken);
    tell(`${slice}: its tests are known`);
    return true;
  });
  let at = 0;
  await inParallel(copies, async (copy) => {
    const mutant = toTry[at];
    at += 1;
    if (mutant === undefined) return false;
    const one = await tryMutant(copy, mutant, reach);
    tried.set(mutant, one);
    tell(`${tried.size} of ${mutants.length}: ${one.outcome} ${mutant.file}:${mutant.line}`);
    return true;
  });
  return { tried, broken };
}

/** Lets each copy take one piece of work after the other, until there is none. */
async function inParallel(
  copies: readonly TreeCopy[],
  next: (copy: TreeCopy) => Promise<boolean>,
): Promise<void> {
  await Promise.all(
    copies.map(async (copy) => {
      while (await next(copy));
    }),
  );
}

function mutantsIn(file: string): readonly Mutant[] {
  return findMutants(file, sourceOf(file) ?? "");
}

function sourceOf(file: string): string | undefined {
  const path = join(root, file);
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

/** Copies of a run that was killed. */
function removeWhatDiedLeft(): void {
  for (const name of existsSync(join(root, ".cache")) ? readdirSync(join(root, ".cache")) : []) {
    const pid = /^mutants-(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && !existsSync(`/proc/${pid}`))
      rmSync(join(root, ".cache", name), { recursive: true, force: true });
  }
}

function git(...words: readonly string[]): string {
  return execFileSync("git", words, { cwd: root }).toString().trim();
}

function tell(words: string): void {
  process.stderr.write(`${words}\n`);
}
