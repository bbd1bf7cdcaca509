/**
 * `npm run bench` lists the benchmarks; `npm run bench -- start-up tracking` runs them and dates what they find;
 * `npm run bench -- tracking --against COMMIT` lets this build and that commit's take turns.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { resolveCommit } from "../bench/against/check-out-build.ts";
import { raceBuilds } from "../bench/against/race-builds.ts";
import { type Asked, readArguments } from "../bench/against/read-arguments.ts";
import { root, runProgram } from "./run-program.ts";

const folder = join(root, "bench");
const known = readdirSync(folder)
  .filter((name) => name.endsWith(".ts"))
  .map((name) => name.replace(/\.ts$/, ""));
const asked = readArguments(process.argv.slice(2), known);
if ("error" in asked) refuse(asked.error);
else if (asked.names.length === 0) process.stdout.write(usage());
else if (asked.against === undefined) await runEach(asked.names);
else await raceEach(asked, asked.against);

async function runEach(names: readonly string[]): Promise<void> {
  for (const name of names) {
    const { code } = await runProgram(process.execPath, [join(folder, `${name}.ts`)], "show");
    if (code !== 0) process.exitCode = code;
  }
}

async function raceEach({ names, pairs, json }: Asked, word: string): Promise<void> {
  const commit = resolveCommit(root, word);
  if (commit === undefined) return refuse(`no commit "${word}" here; \`git log --oneline\` lists`);
  const tell = (words: string): void => void process.stderr.write(`${words}\n`);
  const races = [];
  for (const name of names) {
    const { text, file, figures, all } = await raceBuilds({ name, commit, pairs }, tell);
    races.push({ name, commit, pairs, figures, all, file });
    if (!json) process.stdout.write(`${text}\nkept as ${file}\n`);
  }
  if (json) process.stdout.write(`${JSON.stringify(races, null, 2)}\n`);
}

function refuse(error: string): void {
  process.stderr.write(`error: ${error}\n${usage()}`);
  process.exitCode = 2;
}

function usage(): string {
  return [
    "type: npm run bench -- NAME...",
    "or:   npm run bench -- NAME... --against COMMIT [--pairs 5] [--json]",
    ...known.map((name) => `  ${name}`),
    "",
  ].join("\n");
}
