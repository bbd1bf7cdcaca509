/** `npm run bench` lists the benchmarks; `npm run bench -- start-up tracking` runs them and dates what they find. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { root, runProgram } from "./run-program.ts";

const folder = join(root, "bench");
const known = readdirSync(folder)
  .filter((name) => name.endsWith(".ts"))
  .map((name) => name.replace(/\.ts$/, ""));
const asked = process.argv.slice(2);
const unknown = asked.find((name) => !known.includes(name));
if (asked.length === 0 || unknown !== undefined) {
  if (unknown !== undefined) process.stderr.write(`error: no benchmark "${unknown}"\n`);
  process.stdout.write(`type: npm run bench -- NAME...\n${known.map((n) => `  ${n}\n`).join("")}`);
  process.exitCode = unknown === undefined ? 0 : 2;
}
if (unknown === undefined)
  for (const name of asked) {
    const { code } = await runProgram(process.execPath, [join(folder, `${name}.ts`)], "show");
    if (code !== 0) process.exitCode = code;
  }
