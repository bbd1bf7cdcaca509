/**
 * The unmodified DVC and Fettle in turns on the same repository. DVC comes from .cache/interop-dvc, which
 * test/interop/set-up.sh makes; without it every test here is skipped, and the run says so.
 */
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { emitScalar } from "../../../src/data/dvc/scalar.ts";
import { type Desk, openDesk } from "../../support/type-fettle.ts";

const ENVIRONMENT = join(import.meta.dirname, "..", "..", "..", ".cache", "interop-dvc", "bin");
const ready = existsSync(join(ENVIRONMENT, "dvc"));
if (!ready)
  process.stderr.write("SKIPPED: no DVC in .cache/interop-dvc; bash test/interop/set-up.sh\n");

/** Names that need care in YAML, in .gitignore, in JSON or in sorting. */
const NAMES = [
  "plain.csv",
  "with space.csv",
  "#hash",
  "!bang",
  "star*",
  "quest?",
  "br[a]ck",
  "it's",
  '"quoted"',
  "a: b",
  "- x",
  "true",
  "null",
  "123",
  "1e5",
  "2020-01-01",
  "~",
  "=",
  "@at",
  "%p",
  "&amp",
  "back\\slash",
  "tab\there",
  "new\nline",
  "Grüße-日本",
  "😀",
  "\ue000",
  "ends:",
  "a #b",
  "{curly}",
  "é".repeat(60),
  `${"long ".repeat(30)}end`,
  `${"x".repeat(150)}`,
  `it's ${"long ".repeat(25)}: end`,
];

let desk: Desk;
let folder: string;

beforeEach(() => {
  desk = openDesk({});
  folder = desk.folder;
  writeFileSync(join(folder, "fettle.yaml"), "project: interop\n");
  git("init", "-q", ".");
});

afterEach(() => desk.close());

function git(...args: string[]): string {
  return execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.c", ...args], {
    cwd: folder,
    encoding: "utf8",
  });
}

function dvc(cwd: string, ...args: string[]): string {
  return execFileSync(join(ENVIRONMENT, "dvc"), args, {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      DVC_NO_ANALYTICS: "1",
      DVC_SITE_CACHE_DIR: join(dirname(folder), "site"),
      DVC_GLOBAL_CONFIG_DIR: join(dirname(folder), "global"),
      DVC_SYSTEM_CONFIG_DIR: join(dirname(folder), "system"),
    },
  });
}

async function fettle(...words: string[]): Promise<string> {
  const typed = await desk.type(...words);
  expect(typed, words.join(" ")).toMatchObject({ code: 0 });
  return typed.stdout;
}

/** Every file below a folder with its bytes, without git's and DVC's scratch. */
function treeOf(
  root: string,
  skip: readonly string[] = [".git", "tmp", "fettle"],
): Map<string, string> {
  const all = new Map<string, string>();
  for (const item of readdirSync(root, { withFileTypes: true, recursive: true })) {
    const path = relative(root, join(item.parentPath, item.name));
    if (item.isDirectory() || path.split("/").some((part) => skip.includes(part))) continue;
    all.set(path, readFileSync(join(root, path), "latin1"));
  }
  return new Map([...all].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A folder with awkward names in several depths. */
function makeFolder(at: string): void {
  for (const [i, name] of NAMES.entries()) {
    const inside = i % 3 === 0 ? join(at, name) : join(at, "deep", i % 2 === 0 ? "er" : "", name);
    mkdirSync(dirname(inside), { recursive: true });
    writeFileSync(inside, `${i}\n`);
  }
  for (const name of ["a-b", "a.b", "a_/x", "a./q", "ab/x"]) {
    mkdirSync(dirname(join(at, name)), { recursive: true });
    writeFileSync(join(at, name), name);
  }
  mkdirSync(join(at, "empty"));
  symlinkSync("plain.csv", join(at, "link"));
  writeFileSync(join(at, "latin1.csv"), Buffer.from([0xe9, 0x0d, 0x0a, 0x00, 0xff]));
}

describe.skipIf(!ready)("Fettle and DVC", () => {
  test("make the same repository from nothing", async () => {
    const other = join(dirname(folder), "other");
    cpSync(folder, other, { recursive: true });
    dvc(other, "init", "-q");
    makeFolder(join(folder, "data"));
    makeFolder(join(other, "data"));
    await fettle("data", "add", "data");
    dvc(other, "add", "-q", "data");
    expect(treeOf(folder)).toEqual(treeOf(other));
  });

  test("write the same bytes for single files of any name", async () => {
    const other = join(dirname(folder), "other");
    for (const [i, name] of NAMES.entries()) writeFileSync(join(folder, name), `${i}\n`);
    writeFileSync(join(folder, "run.sh"), "#!/bin/sh\n");
    chmodSync(join(folder, "run.sh"), 0o755);
    writeFileSync(join(folder, ".gitignore"), "no newline at the end");
    cpSync(folder, other, { recursive: true });
    dvc(other, "init", "-q");
    const names = [...NAMES, "run.sh"];
    await fettle("data", "add", ...names.map((name) => `./${name}`));
    dvc(other, "add", "-q", ...names.map((name) => `./${name}`));
    expect(treeOf(folder)).toEqual(treeOf(other));
  });

  test("go on from each other: DVC finds what Fettle added clean, and checks it out in a clone", async () => {
    makeFolder(join(folder, "data"));
    writeFileSync(join(folder, "one.csv"), "text,label\n");
    await fettle("data", "add", "data", "one.csv");
    expect(dvc(folder, "status")).toContain("up to date");
    expect(dvc(folder, "data", "status")).not.toMatch(/not in cache|modified|deleted/i);
    git("add", "-A");
    git("commit", "-q", "-m", "data");
    const clone = join(dirname(folder), "clone");
    git("clone", "-q", folder, clone);
    expect(readdirSync(clone)).not.toContain("data");
    cpSync(join(folder, ".dvc", "cache"), join(clone, ".dvc", "cache"), { recursive: true });
    dvc(clone, "checkout", "-q");
    expect(treeOf(join(clone, "data"))).toEqual(treeOf(join(folder, "data")));
    expect(readFileSync(join(clone, "one.csv"), "utf8")).toBe("text,label\n");
    expect(dvc(clone, "status")).toContain("up to date");
  });

  test("go on from each other: Fettle checks out what DVC added", async () => {
    dvc(folder, "init", "-q");
    makeFolder(join(folder, "data"));
    writeFileSync(join(folder, "run.sh"), "#!/bin/sh\n");
    chmodSync(join(folder, "run.sh"), 0o755);
    dvc(folder, "add", "-q", "data", "run.sh");
    const before = treeOf(folder);
    expect(await fettle("data", "status")).toContain("all data is what its .dvc files say");
    expect(await fettle("data", "add", "data", "run.sh")).toMatch(/^unchanged data\//);
    expect(treeOf(folder)).toEqual(before);
    rmSync(join(folder, "data"), { recursive: true });
    rmSync(join(folder, "run.sh"));
    await fettle("data", "checkout");
    expect(treeOf(folder)).toEqual(before);
    expect(dvc(folder, "status")).toContain("up to date");
  });

  test("change the same lines of a .dvc file that people wrote in", async () => {
    const other = join(dirname(folder), "other");
    writeFileSync(join(folder, "one.csv"), "1\n");
    mkdirSync(join(folder, "many"));
    writeFileSync(join(folder, "many", "x"), "1\n");
    await fettle("data", "add", "one.csv", "many");
    for (const name of ["one.csv", "many"]) {
      const file = join(folder, `${name}.dvc`);
      const text = readFileSync(file, "utf8")
        .replace("outs:", "# by hand\nouts:")
        .replace(
          "  hash: md5\n",
          "  hash: md5 # ours\n  desc: what we train on\n  remote: store\n  push: false\n",
        );
      writeFileSync(file, `${text}meta:\n  owner: a team\n  tags: [one, two]\n`);
    }
    cpSync(folder, other, { recursive: true });
    for (const root of [folder, other]) {
      writeFileSync(join(root, "one.csv"), "1\n2\n");
      chmodSync(join(root, "one.csv"), 0o755);
      writeFileSync(join(root, "many", "y"), "2\n");
    }
    await fettle("data", "add", "one.csv", "many");
    dvc(other, "add", "-q", "one.csv", "many");
    for (const name of ["one.csv.dvc", "many.dvc"])
      expect(readFileSync(join(folder, name), "utf8")).toBe(
        readFileSync(join(other, name), "utf8"),
      );
  });

  test("agree without git, and on an empty folder", async () => {
    rmSync(join(folder, ".git"), { recursive: true });
    mkdirSync(join(folder, "nothing"));
    const other = join(dirname(folder), "other");
    cpSync(folder, other, { recursive: true });
    dvc(other, "init", "-q", "--no-scm");
    dvc(other, "add", "-q", "nothing");
    await fettle("data", "add", "nothing");
    // The one thing more, so that a later `git init` does not take in the cache.
    rmSync(join(folder, ".dvc", ".gitignore"));
    expect(treeOf(folder)).toEqual(treeOf(other));
  });
});

describe.skipIf(!ready)("the YAML emitter", () => {
  test("writes any string as DVC's does", () => {
    const atom = fc.constantFrom(
      ...[
        "a",
        "word",
        "long".repeat(6),
        " ",
        " ",
        " ",
        "'",
        '"',
        "\\",
        ":",
        "#",
        "-",
        "?",
        "\n",
        "\t",
      ],
      ...[
        "\u0085",
        "\u2028",
        "\ufeff",
        "\u007f",
        "é",
        "😀",
        "1",
        "e",
        "_",
        ".",
        "0x",
        ",",
        "[",
        "}",
      ],
    );
    const texts = fc.sample(fc.array(atom, { minLength: 1, maxLength: 90 }), 4000);
    const cases = texts.map((parts) => parts.join(""));
    const script = `import json, sys
from dvc.utils.serialize._yaml import dumps_yaml
print(json.dumps([dumps_yaml({"outs": [{"md5": "a", "path": t}]}) for t in json.load(sys.stdin)]))`;
    const out = execFileSync(join(ENVIRONMENT, "python"), ["-c", script], {
      input: JSON.stringify(cases),
      encoding: "utf8",
      maxBuffer: 1 << 28,
    });
    const want = JSON.parse(out) as string[];
    const got = cases.map(
      (text) => `outs:\n- md5: a\n  path:${emitScalar(text, { column: 7, indent: 4 })}\n`,
    );
    expect(got).toEqual(want);
  });
});
