/**
 * The fault suite in its long form (FETTLE_PROVE=1: the counts that the issues ask for, not the share that CI does), on
 * the bundle that it builds first, dated in bench/runs. With words, those tests alone whose file names begin with one of
 * them: `npm run prove -- fuzz kill`. FETTLE_KILLS, FETTLE_REQUESTS and FETTLE_SEED change how much and which.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { sectionsOf, type VitestReport } from "../bench/harness/proof-report.ts";
import { writeRun } from "../bench/harness/write-run.ts";
import { root, runProgram } from "./run-program.ts";

process.env["FETTLE_PROVE"] = "1";
process.env["FETTLE_BUNDLE"] = "1";
const TIMEOUT_MS = 2 * 60 * 60 * 1000;
const chosen = process.argv.slice(2);
const changed = ["FETTLE_KILLS", "FETTLE_REQUESTS", "FETTLE_SEED"].filter(
  (name) => process.env[name] !== undefined,
);
const report = join(root, ".cache", `prove-${process.pid}.json`);
mkdirSync(join(root, ".cache"), { recursive: true });
try {
  process.exitCode = (await build()) ? await prove() : 1;
} finally {
  rmSync(report, { force: true });
}

async function build(): Promise<boolean> {
  const { code, words } = await runProgram(process.execPath, [join(root, "scripts", "build.ts")]);
  if (code !== 0) process.stdout.write(`${words}\n`);
  return code === 0;
}

async function prove(): Promise<number> {
  const vitest = join(root, "node_modules", ".bin", "vitest");
  const { code, ms } = await runProgram(
    vitest,
    [
      "run",
      "--project=faults",
      "--reporter=verbose",
      "--reporter=json",
      `--outputFile.json=${report}`,
      `--testTimeout=${TIMEOUT_MS}`,
      ...chosen.map((word) => `test/faults/${word}`),
    ],
    "show",
  );
  // It died before it could tell, or no file has such a name; its words are on the screen.
  if (!existsSync(report)) return code === 0 ? 1 : code;
  const { sections } = sectionsOf(JSON.parse(readFileSync(report, "utf8")) as VitestReport);
  const typed = ["npm run prove", ...(chosen.length === 0 ? [] : ["--", ...chosen])].join(" ");
  writeRun(
    ["prove", ...chosen].join("-"),
    [...changed.map((name) => `${name}=${process.env[name]}`), typed].join(" "),
    sections,
    [
      `${(ms / 1000).toFixed(0)} s in all, exit code ${code}; `,
      chosen.length === 0 ? "all of the fault suite" : "a part of the fault suite",
      changed.length === 0 ? " in its long form" : `, changed by ${changed.join(", ")}`,
    ].join(""),
  );
  return code;
}
