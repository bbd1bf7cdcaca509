/**
 * `npm test`, and with names of suites (`guides`, `interop`, `browser`, `faults`, `scenarios`) those alone. Ends with the line
 * `N passed, N failed`; a check of the whole tree counts as one.
 */
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cpuSeconds } from "./cpu-seconds.ts";
import { type Outcome, root, runProgram } from "./run-program.ts";

const SUITES = ["unit", "scenarios", "guides", "interop", "browser", "faults"];
const CHECKS: readonly (readonly [name: string, program: string, ...args: string[]])[] = [
  ["format and lint", "biome", "ci", "--error-on-warnings", "--log-level=error", "--colors=off"],
  ["types", "tsc", "-p", "."],
  ["types of the pages", "tsc", "-p", "tsconfig.page.json"],
  ["unused code", "knip", "--no-progress"],
];

type Counts = { passed: number; failed: number };

const asked = process.argv.slice(2);
const unknown = asked.find((name) => name !== "checks" && !SUITES.includes(name));
if (unknown !== undefined) {
  process.stderr.write(`error: no suite "${unknown}"; there are checks, ${SUITES.join(", ")}\n`);
  process.exit(2);
}
// What the tests type is then the bundle just built: it is what ships, and it starts four times quicker than the source.
const bundled = asked.length === 0 || asked.includes("faults");
if (bundled) process.env["FETTLE_BUNDLE"] = "1";
const counts =
  asked.length === 0
    ? sum([await build(), await checks(), await suites(["unit", "scenarios"])])
    : sum([
        bundled ? await build() : { passed: 0, failed: 0 },
        asked.includes("checks") ? await checks() : { passed: 0, failed: 0 },
        await suites(asked.filter((name) => name !== "checks")),
      ]);
const cpu = cpuSeconds();
if (cpu !== undefined) process.stdout.write(`\n${Math.round(cpu)} s of CPU`);
process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed\n`);
process.exitCode = counts.failed === 0 ? 0 : 1;

async function build(): Promise<Counts> {
  const outcome = await runProgram(process.execPath, [join(root, "scripts", "build.ts")]);
  return told("build", outcome);
}

/** All at once: the longest is the type checker, and it fills no two cores. */
async function checks(): Promise<Counts> {
  const run = async ([name, program, ...args]: (typeof CHECKS)[number]): Promise<Counts> =>
    told(name, await runProgram(join(root, "node_modules", ".bin", program), args));
  return sum(await Promise.all(CHECKS.map(run)));
}

function told(name: string, outcome: Outcome): Counts {
  const good = outcome.code === 0;
  process.stdout.write(`${good ? "ok  " : "FAIL"} ${name}  ${(outcome.ms / 1000).toFixed(1)} s\n`);
  if (!good) process.stdout.write(`${outcome.words}\n`);
  return good ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** Runs vitest's projects, showing only what fails, and counts the tests. */
async function suites(names: readonly string[]): Promise<Counts> {
  if (names.length === 0) return { passed: 0, failed: 0 };
  const folder = join(root, ".cache");
  mkdirSync(folder, { recursive: true });
  const report = join(folder, `vitest-${process.pid}.json`);
  const outcome = await runProgram(
    join(root, "node_modules", ".bin", "vitest"),
    [
      "run",
      ...names.flatMap((name) => ["--project", name]),
      "--passWithNoTests",
      "--reporter=dot",
      "--reporter=json",
      `--outputFile.json=${report}`,
    ],
    "show",
  );
  try {
    return countsOf(report, outcome);
  } finally {
    rmSync(report, { force: true });
  }
}

/** A file that breaks before its first test, and an error outside any test, count as one failure. */
function countsOf(report: string, outcome: Outcome): Counts {
  let passed = 0;
  let failed = 0;
  try {
    const result = JSON.parse(readFileSync(report, "utf8")) as {
      numPassedTests: number;
      numFailedTests: number;
      numPendingTests: number;
      testResults: { status: string; assertionResults: { status: string }[] }[];
    };
    passed = result.numPassedTests;
    failed = result.numFailedTests;
    if (result.numPendingTests > 0)
      process.stdout.write(
        `SKIPPED: ${result.numPendingTests} tests that this machine can't run\n`,
      );
    for (const file of result.testResults)
      if (file.status === "failed" && file.assertionResults.every((t) => t.status !== "failed"))
        failed += 1;
  } catch {
    // vitest died before it could report; its words are on the screen.
  }
  return { passed, failed: failed === 0 && outcome.code !== 0 ? 1 : failed };
}

function sum(all: readonly Counts[]): Counts {
  return all.reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed }));
}
