/** The whole way in a checkout of one slice: learn which tests come by, break, ask, and put it back. */
import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { findMutants } from "./find-mutants.ts";
import { learnReach } from "./learn-reach.ts";
import { mutableFiles, slicesOf } from "./mutable-files.ts";
import { refusedByChecks } from "./refused-by-checks.ts";
import { copyTree } from "./tree-copy.ts";
import { tryMutant } from "./try-mutants.ts";

const root = join(import.meta.dirname, "..", "..");
const checkout = mkdtempSync(join(tmpdir(), "fettle-broken-"));
afterAll(() => rmSync(checkout, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(checkout, path)), { recursive: true });
  writeFileSync(join(checkout, path), text);
}

const FILE = "src/shop/price.ts";
write(
  FILE,
  `export const isDear = (price: number): boolean => price > 100;
export const isFree = (price: number): boolean => price === 0;
export function unseen(): boolean {
  return true;
}
`,
);
write("src/shop/slice.ts", "export const slice = {};\n");
write("src/shop/index.ts", "export {};\n");
const test = (name: string, line: string): void =>
  write(
    `src/shop/${name}.test.ts`,
    `import { expect, it } from "vitest";\nimport { isDear, isFree } from "./price.ts";\nit("${name}", () => {\n  ${line}\n  void [isDear, isFree];\n});\n`,
  );
test("dear", "expect(isDear(200)).toBe(true);");
test("free", "expect(isFree(0)).toBe(true);");
test("broken", "expect(isFree(1)).toBe(true);");
write("package.json", '{ "type": "module" }\n');
write(".gitignore", "node_modules\n.cache\n");
for (const name of ["slice-tests.config.ts", "note-test-file.ts"])
  cpSync(join(import.meta.dirname, name), join(checkout, "scripts", "mutants", name), {
    recursive: true,
  });
execFileSync("git", ["init", "-q"], { cwd: checkout });
symlinkSync(join(root, "node_modules"), join(checkout, "node_modules"));

it("learns from the compiler and the linter what can't come into the code", async () => {
  const typed = "src/shop/kind.ts";
  const source = `export const kind: "tea" | "" = "tea";\nexport const sort: "tea" = "tea";
async function steep(): Promise<void> {}
export async function brew(): Promise<void> {
  await steep();
}
`;
  write(typed, source);
  write(
    "tsconfig.json",
    '{ "compilerOptions": { "types": [], "target": "es2024" }, "include": ["src/shop/kind.ts"] }\n',
  );
  const mutants = findMutants(typed, source);
  const copy = copyTree(checkout, join(checkout, "checked"));
  try {
    const refused = await refusedByChecks(copy, mutants);
    expect(mutants.map((mutant) => refused.has(mutant))).toEqual([...[false, true, false, true]]);
    expect(copy.read(typed)).toBe(source);
  } finally {
    copy.remove();
    rmSync(join(checkout, typed));
  }
}, 60_000);

it("asks the tests that come by, tells who noticed, and leaves everything as it was", async () => {
  expect(slicesOf(checkout)).toEqual(["shop"]);
  expect(mutableFiles(checkout, "shop")).toEqual([FILE]);
  const source = readFileSync(join(checkout, FILE), "utf8");
  const mutants = findMutants(FILE, source);
  const copy = copyTree(checkout, join(checkout, ".cache", "copy"));
  try {
    const { reach, broken } = await learnReach(copy, "shop", mutants);
    expect(broken).toEqual(["src/shop/broken.test.ts"]);
    const tried = [];
    for (const mutant of mutants) tried.push(await tryMutant(copy, mutant, reach));
    expect(tried.map(({ mutant, outcome, by }) => [mutant.kind, outcome, by])).toEqual([
      ["comparison shifted", "survived", "src/shop/dear.test.ts"],
      ["comparison shifted", "caught", "src/shop/free.test.ts"],
      ["number plus 1", "caught", "src/shop/free.test.ts"],
      ["boolean flipped", "not reached", ""],
    ]);
    expect(copy.read(FILE)).toBe(source);
    expect(readFileSync(join(checkout, FILE), "utf8")).toBe(source);
  } finally {
    copy.remove();
  }
  expect([copy.folder, copy.temporary].map(existsSync)).toEqual([false, false]);
}, 120_000);
