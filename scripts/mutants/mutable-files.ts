import { existsSync, globSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Names and declarations alone (of a manifest app alone reads them, and proves it), or released and never edited, or run in the browser, whose suite is another. */
const LEFT_OUT = /\.test\.ts$|\.d\.ts$|\/(index|errors|slice)\.ts$|\/(migrations|page)\//;

/** The folders of src with a manifest, and the floor. */
export function slicesOf(checkout: string): readonly string[] {
  return readdirSync(join(checkout, "src"))
    .filter((name) => name === "ground" || existsSync(join(checkout, "src", name, "slice.ts")))
    .sort();
}

/** A slice's files that are mutated, from the root of the checkout. */
export function mutableFiles(checkout: string, slice: string): readonly string[] {
  return globSync(`src/${slice}/**/*.ts`, { cwd: checkout })
    .filter((file) => !LEFT_OUT.test(file))
    .sort();
}
