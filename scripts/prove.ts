/**
 * The fault suite in its long form (FETTLE_PROVE=1: the counts that the issues ask for, not the share that CI does),
 * dated in bench/runs. With words, those tests alone whose file names have one of them: `npm run prove -- fuzz kill`.
 */
import { join } from "node:path";
import { writeRun } from "../bench/harness/write-run.ts";
import { root, runProgram } from "./run-program.ts";

process.env["FETTLE_PROVE"] = "1";
const chosen = process.argv.slice(2);
const vitest = join(root, "node_modules", ".bin", "vitest");
const { code, words, ms } = await runProgram(vitest, [
  "run",
  "--project",
  "faults",
  "--reporter=verbose",
  "--no-color",
  "--testTimeout=7200000",
  ...chosen.map((word) => `test/faults/${word}`),
]);
const rows = [...words.matchAll(/^\s*([✓×])\s+\|?(?:faults)?\|?\s*(.*?)\s*(\d+ms)?$/gm)].map(
  ([, mark = "", name = "", took = ""]) => [
    mark === "✓" ? "held" : "BROKEN",
    name.replaceAll("|", "/"),
    took,
  ],
);
writeRun(["prove", ...chosen].join("-"), ["npm run prove", ...chosen].join(" "), [
  {
    title: "Faults, in full",
    head: ["", "what", "took"],
    rows,
    notes: [`${(ms / 1000).toFixed(0)} s in all, exit code ${code}`],
  },
]);
if (code !== 0) process.stdout.write(`${words}\n`);
process.exitCode = code;
