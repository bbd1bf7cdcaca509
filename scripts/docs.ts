/** `npm run docs` writes docs/reference; with `--check` it tells what is stale and exits 1. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { referenceFiles } from "./reference/files.ts";
import { root } from "./run-program.ts";

const folder = join(root, "docs", "reference");
const files = await referenceFiles();
const check = process.argv.includes("--check");
mkdirSync(folder, { recursive: true });
let stale = 0;
for (const [name, text] of files) {
  const path = join(folder, name);
  if (existsSync(path) && readFileSync(path, "utf8") === text) continue;
  stale += 1;
  process.stdout.write(`${check ? "stale" : "wrote"} docs/reference/${name}\n`);
  if (!check) writeFileSync(path, text);
}
for (const name of readdirSync(folder))
  if (!files.has(name)) {
    stale += 1;
    process.stdout.write(`${check ? "nobody makes" : "removed"} docs/reference/${name}\n`);
    if (!check) rmSync(join(folder, name));
  }
if (check && stale > 0) {
  process.stdout.write("type: npm run docs\n");
  process.exitCode = 1;
}
