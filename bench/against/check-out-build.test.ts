import { execFileSync } from "node:child_process";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { checkOutBuild, resolveCommit } from "./check-out-build.ts";

const checkout = mkdtempSync(join(tmpdir(), "fettle-against-"));
afterAll(() => rmSync(checkout, { recursive: true }));
const git = (...words: string[]) => execFileSync("git", words, { cwd: checkout }).toString().trim();
const write = (path: string, text: string) => writeFileSync(join(checkout, path), text);

function commit(lock: string, built: string): string {
  write("package-lock.json", lock);
  write(
    "scripts/build.ts",
    `import { mkdirSync, writeFileSync } from "node:fs";
mkdirSync("dist", { recursive: true });
writeFileSync("dist/main.js", "${built}");`,
  );
  git("add", ".");
  git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", built);
  return git("rev-parse", "HEAD");
}

const LOCK = JSON.stringify({
  name: "x",
  version: "1.0.0",
  lockfileVersion: 3,
  packages: { "": { name: "x", version: "1.0.0" } },
});

git("init", "-q");
mkdirSync(join(checkout, "scripts"));
write("package.json", JSON.stringify({ name: "x", version: "1.0.0", type: "module" }));
write(".gitignore", ".cache/\nnode_modules/\n");
const first = commit(LOCK, "first");
const second = commit(`${LOCK}\n`, "second");
const third = commit(`${LOCK}\n`, "third");

it("finds a commit by any of its names, and none by a word that is no commit's", () => {
  expect(resolveCommit(checkout, first.slice(0, 8))).toBe(first);
  expect(resolveCommit(checkout, "HEAD~1")).toBe(second);
  for (const word of ["nothing", "--help", ""])
    expect(resolveCommit(checkout, word)).toBe(undefined);
});

it("builds a commit once, with this checkout's packages where the lock is equal", () => {
  const folder = checkOutBuild(checkout, second);
  expect(readFileSync(join(folder, "dist", "main.js"), "utf8")).toBe("second");
  expect(lstatSync(join(folder, "node_modules")).isSymbolicLink()).toBe(true);
  writeFileSync(join(folder, "dist", "main.js"), "kept");
  expect(checkOutBuild(checkout, second)).toBe(folder);
  expect(readFileSync(join(folder, "dist", "main.js"), "utf8")).toBe("kept");
  expect(readdirSync(join(checkout, ".cache", "against"))).toEqual([second]);
  expect(resolveCommit(checkout, "HEAD")).toBe(third);
  expect(git("status", "--porcelain")).toBe("");
});

it("installs the commit's own packages where the lock is another", () => {
  const folder = checkOutBuild(checkout, first);
  expect(readFileSync(join(folder, "dist", "main.js"), "utf8")).toBe("first");
  const dependencies = join(folder, "node_modules");
  expect(existsSync(dependencies) && lstatSync(dependencies).isSymbolicLink()).toBe(false);
});
