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

test("the nearest environment of a project is taken, by the names that people give it", () => {
  const cwd = join(folder, "sub");
  const findIn = (env: Record<string, string> = {}) =>
    findPython({ cwd, root: folder, program: undefined, env })?.version;
  mkdirSync(cwd);
  const order = ["env", "sub/env", "venv", "sub/venv", ".venv", "sub/.venv"];
  for (const [i, at] of order.entries()) {
    venv(at, `3.${i}`, []);
    expect([at, findIn()]).toEqual([at, `3.${i}`]);
  }
  venv("conda", "3.20", []);
  venv("active", "3.21", []);
  expect(findIn({ CONDA_PREFIX: join(folder, "conda") })).toBe("3.20");
  const both = { CONDA_PREFIX: join(folder, "conda"), VIRTUAL_ENV: "../active" };
  expect(findIn(both)).toBe("3.21");
});

test("a version is read as it stands there, and is unknown where it does not", () => {
  const version = (text: string) => {
    write(".venv/pyvenv.cfg", text);
    return find(undefined)?.version;
  };
  expect(version("home = /usr\nversion_info = 3.12.1.final.0\n")).toBe("3.12.1");
  expect(version("version=3.9\n")).toBe("3.9");
  expect(version("home = /usr\n")).toBe("unknown");
});

test("the system's python has the packages beside it, the last found of a name, in order", () => {
  const program = write("usr/bin/python3.11");
  for (const path of [
    "usr/lib/python3/dist-packages/zeta-1.0.dist-info",
    "usr/lib/python3/dist-packages/numpy-1.0.dist-info",
    "usr/lib/python3.11/dist-packages/numpy-1.5.egg-info",
    "usr/lib/python3.11/site-packages/Alpha_B-2.0-py3.11.egg-info",
    "usr/lib/python3.10/site-packages/other-1.0.dist-info",
  ])
    mkdirSync(join(folder, path), { recursive: true });
  const found = find(program);
  expect(found).toMatchObject({ version: "3.11", folder: program });
  expect(found?.packages).toMatchObject({ "alpha-b": "2.0", numpy: "1.5", zeta: "1.0" });
  expect(found?.packages).not.toHaveProperty("other");
  const names = Object.keys(found?.packages ?? {});
  expect(names).toEqual([...names].sort());
  expect(find(join(folder, "usr/bin/python"))).toEqual({
    ...{ version: "unknown", folder: join(folder, "usr/bin/python"), packages: {} },
  });
  expect(find(join(folder, "usr/bin/pythonic"))).toBeUndefined();
});

test("an environment of thousands of packages tells two thousand", () => {
  const names = Array.from({ length: 2001 }, (_, i) => `p${i}-1.${i}.dist-info`);
  venv(".venv", "3.12", names);
  expect(Object.keys(find(undefined)?.packages ?? {})).toHaveLength(2000);
});
