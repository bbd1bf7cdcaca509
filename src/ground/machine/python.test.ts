import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findPython } from "./python.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fettle-python-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (path: string, text = ""): string => {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
};
const find = (program: string | undefined, env: Record<string, string> = {}) =>
  findPython({ cwd: folder, root: folder, program, env });

/** A virtual environment as far as files tell it. */
function venv(at: string, version: string, packages: readonly string[]): string {
  write(`${at}/pyvenv.cfg`, `home = /usr/bin\nversion = ${version}\n`);
  for (const name of packages)
    mkdirSync(join(folder, at, "lib", "python3.12", "site-packages", name), { recursive: true });
  const program = write(`${at}/bin/python`);
  chmodSync(program, 0o755);
  return program;
}

test("the packages are those of the environment around the program, whatever is active", () => {
  const program = venv(".venv", "3.12.4", [
    "numpy-2.1.0.dist-info",
    "scikit_learn-1.5.2.dist-info",
    "Odd.Name-0.1-py3.12.egg-info",
    "numpy",
    "__pycache__",
  ]);
  venv("other", "3.11.1", ["numpy-1.0.dist-info"]);
  const env = { VIRTUAL_ENV: join(folder, "other") };
  expect(find(program, env)).toEqual({
    version: "3.12.4",
    folder: join(folder, ".venv"),
    packages: { numpy: "2.1.0", "odd-name": "0.1", "scikit-learn": "1.5.2" },
  });
  expect(find("/usr/bin/make", env)).toMatchObject({ version: "3.11.1" });
  expect(find("/usr/bin/make")).toMatchObject({ version: "3.12.4" });
});

test("a Conda environment tells its version by its own records", () => {
  write("conda/conda-meta/python-3.10.14-h955ad1f_1.json");
  expect(find(undefined, { CONDA_PREFIX: join(folder, "conda") })).toMatchObject({
    version: "3.10.14",
  });
});

test("a program that is no Python and has none around it has no packages", () => {
  expect(find("/usr/bin/make")).toBeUndefined();
  expect(find(undefined)).toBeUndefined();
});
