import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { git } from "#ground/git";
import { findPython } from "./python.ts";
import { nvidiaGpus, surroundings, variablesOf } from "./surroundings.ts";
import { workTreePatch } from "./work-tree.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fettle-surroundings-"));
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

test("variables that change a training are kept, secrets are not", () => {
  expect(
    variablesOf(
      {
        CUDA_VISIBLE_DEVICES: "0,1",
        HF_TOKEN: "hf_abcdefghijklmnopqrstuvwxyz",
        HF_HOME: "/data/hf",
        TOKENIZERS_PARALLELISM: "false",
        PYTHONPATH: "https://me:hunter2@host/x",
        HF_SESSION: "abc",
        AWS_SECRET_ACCESS_KEY: "x",
        HOME: "/home/ada",
      },
      ["*session*"],
    ),
  ).toEqual({
    CUDA_VISIBLE_DEVICES: "0,1",
    HF_HOME: "/data/hf",
    HF_SESSION: "***",
    HF_TOKEN: "***",
    PYTHONPATH: "https://***@host/x",
    TOKENIZERS_PARALLELISM: "false",
  });
});

test("graphics cards are named as the driver names them; without one there are none", () => {
  write("gpus/0000:01:00.0/information", "Model: \t\t NVIDIA H100 PCIe\nIRQ: 1\n");
  expect(nvidiaGpus(join(folder, "gpus"))).toEqual(["NVIDIA H100 PCIe"]);
  expect(nvidiaGpus(join(folder, "none"))).toEqual([]);
});

test("the Node that runs a script is told where it is Fettle's own", () => {
  const found = (program: string) =>
    surroundings({ cwd: folder, root: folder, program, env: {}, redact: [] }).node;
  symlinkSync(process.execPath, join(folder, "node"));
  expect([found(join(folder, "node")), found("/usr/bin/make")]).toEqual([
    process.version,
    undefined,
  ]);
});

test("changes of a work tree are a patch without secrets, new files a list", async () => {
  for (const args of [
    ["init", "-q", "-b", "main"],
    ["add", "."],
  ])
    await git(folder, args);
  write("train.py", "lr = 1\n");
  await git(folder, ["add", "."]);
  await git(folder, ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "first"]);
  expect(await workTreePatch(folder, [])).toBeUndefined();
  write("train.py", 'lr = 2\napi_key = "hunter2-secret"\n');
  write("notes/new file.txt", "12345");
  mkdirSync(join(folder, "deep"));
  const patch = await workTreePatch(join(folder, "deep"), []);
  expect(patch).toMatchObject({
    cut: false,
    redacted: true,
    untracked: [{ path: "notes/new file.txt", size: 5 }],
    untrackedTotal: 1,
  });
  expect(patch?.text).toContain("+lr = 2");
  expect(patch?.text).not.toContain("hunter2");
  write("train.py", "x = 1\n".repeat(100_000));
  const long = await workTreePatch(folder, []);
  expect(long).toMatchObject({ cut: true });
  expect(long?.text.length).toBeLessThanOrEqual(256 * 1024);
  expect(long?.text.endsWith("\n")).toBe(true);
});
