import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { typeCommands } from "#test/type-command";
import { commands } from "./commands.ts";

let root: string;
let cwd: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "fettle-data-")));
  cwd = root;
  execFileSync("git", ["init", "-q", root]);
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
});

const type = typeCommands(
  commands,
  () => ({ folder: root }),
  () => ({ cwd }),
);

function put(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}
const files = (folder: string, count: number, content: string): void => {
  for (let i = 0; i < count; i += 1) put(`${folder}/${String(i).padStart(2, "0")}`, content + i);
};
/** As if the cache had never been copied here. */
const loseCache = (): void => rmSync(join(root, ".dvc/cache"), { recursive: true, force: true });

test("add tells what has a version now, how large it is, and what to give to git", async () => {
  put("my data/a.csv", "hello\n");
  put("images/x", "x1");
  put("images/sub/y", "y1");
  const { text } = await type("add", "my data/a.csv", "images");
  expect(text?.split("\n")).toEqual([
    "added my data/a.csv  (6 B, md5 b1946ac92492d2347c6235b4d2611184)",
    expect.stringMatching(/^added images\/ {2}\(2 files, 4 B, md5 [0-9a-f]{32}\.dir\)$/),
    "keep it in git:  git add 'my data/a.csv.dvc' 'my data/.gitignore' images.dvc .gitignore",
  ]);
  cwd = join(root, "my data");
  put("my data/a.csv", "hello!\n");
  const again = await type("add", "a.csv", "../images");
  expect(again.text?.split("\n")).toEqual([
    expect.stringMatching(/^changed my data\/a\.csv {2}\(7 B, /),
    expect.stringMatching(/^unchanged images\/ {2}\(2 files, 4 B, /),
    "keep it in git:  git add a.csv.dvc",
  ]);
  const same = await type("add", "a.csv");
  expect(same.text).toMatch(/^unchanged my data\/a\.csv {2}\(7 B, md5 [0-9a-f]{32}\)$/);
  expect(same.data).toEqual({ added: [expect.objectContaining({ forGit: [] })] });
});

test("checkout tells a line for each that changed, and how much of a folder", async () => {
  expect((await type("checkout")).text).toBe("no .dvc files here");
  put("one", "1");
  files("d", 3, "a");
  await type("add", "one", "d");
  expect(await type("checkout")).toMatchObject({ text: "nothing changed", said: "" });
  rmSync(join(root, "one"));
  rmSync(join(root, "d"), { recursive: true });
  expect((await type("checkout")).text).toBe("A\td/  (3 added)\nA\tone");
  const old = { d: readFileSync(join(root, "d.dvc")), one: readFileSync(join(root, "one.dvc")) };
  put("one", "2");
  put("d/00", "new");
  put("d/03", "a3");
  rmSync(join(root, "d/02"));
  await type("add", "one", "d");
  writeFileSync(join(root, "d.dvc"), old.d);
  writeFileSync(join(root, "one.dvc"), old.one);
  const back = await type("checkout");
  expect(back).toMatchObject({
    text: "M\td/  (1 added, 1 modified, 1 deleted)\nM\tone",
    said: "",
  });
  expect(back.exit ?? 0).toBe(0);
});

test("checkout leaves what is nowhere else, says so and no, and moves it away when forced", async () => {
  put("one", "1");
  files("d", 12, "a");
  await type("add", "one", "d");
  put("one", "mine");
  files("d", 12, "mine");
  const left = await type("checkout");
  expect(left).toMatchObject({ exit: 1, text: "nothing changed" });
  const ten = Array.from({ length: 10 }, (_, i) => `d/0${i}`).join(", ");
  expect(left.said.split("\n")).toEqual([
    `warning: left as it is, since its content is nowhere else: ${ten} and 2 more; ` +
      "fettle data add d keeps it, fettle data checkout --force d replaces it",
    "warning: left as it is, since its content is nowhere else: one; " +
      "fettle data add one keeps it, fettle data checkout --force one replaces it",
    "",
  ]);
  const forced = await type("checkout", "one", "--force");
  expect(forced.text).toBe("M\tone");
  const folder = join(root, ".dvc/tmp/fettle/replaced");
  const [time = ""] = readdirSync(folder);
  expect(forced.said).toBe(
    `warning: what was there lies in .dvc/tmp/fettle/replaced/${time}/one now\n`,
  );
  expect(readFileSync(join(folder, time, "one"), "utf8")).toBe("mine");
  expect(readFileSync(join(root, "one"), "utf8")).toBe("1");
});

test("checkout says what the cache lacks and where it may come from", async () => {
  put("one", "1");
  await type("add", "one");
  rmSync(join(root, "one"));
  loseCache();
  expect(await type("checkout")).toMatchObject({
    exit: 1,
    text: "nothing changed",
    said: "warning: not in the cache: one; dvc pull one.dvc, or copy .dvc/cache from where it was added\n",
  });
});

test("status tells what differs, ten files of each kind, and what the cache lacks", async () => {
  expect((await type("status")).text).toBe("no .dvc files here");
  put("one", "1");
  put("two", "2");
  files("d", 25, "a");
  await type("add", "one", "two", "d");
  expect((await type("status")).text).toBe("all data is what its .dvc files say");
  rmSync(join(root, "two"));
  put("one", "changed");
  files("d/more", 10, "b");
  for (let i = 0; i < 12; i += 1) rmSync(join(root, "d", String(i).padStart(2, "0")));
  put("d/20", "changed");
  const { text } = await type("status");
  expect(text?.split("\n")).toEqual([
    "modified  d",
    ...Array.from({ length: 10 }, (_, i) => `  new  d/more/0${i}`.replace("d/", "")),
    "  modified  20",
    ...Array.from({ length: 10 }, (_, i) => `  deleted  0${i}`),
    "  deleted  and 2 more",
    "modified  one",
    "deleted  two",
  ]);
  loseCache();
  const lines = (await type("status")).text?.split("\n");
  expect(lines).toEqual([
    "unknown  d",
    "not in cache  d  (1 of its contents)",
    "modified  one",
    "not in cache  one  (1 of its contents)",
    "deleted  two",
    "not in cache  two  (1 of its contents)",
  ]);
  expect((await type("status", "one")).text?.split("\n")).toEqual(lines?.slice(2, 4));
});

test.each([
  [
    "there is none",
    "none",
    "DATA_MISSING",
    3,
    "check the path; it is relative to the current folder",
  ],
  [
    "it is the project",
    ".",
    "DATA_OUTSIDE",
    2,
    "copy or move it into the project, then add it there",
  ],
  ["it is outside", "..", "DATA_OUTSIDE", 2, "copy or move it into the project, then add it there"],
  ["it is a .dvc file", "x.dvc", "DATA_NAME", 2, "rename it, or name the data itself"],
  ["git reads it", ".gitignore", "DATA_NAME", 2, "rename it, or name the data itself"],
  ["it lies in .git", ".git/config", "DATA_NAME", 2, "rename it, or name the data itself"],
])("add refuses a path where %s", async (_why, path, code, exit, hint) => {
  put("x.dvc", "outs: []\n");
  put(".gitignore", "\n");
  await expect(type("add", path)).rejects.toMatchObject({ code, exit, hint });
});

test("add refuses what lies in or around another version, and says what to type", async () => {
  put("d/a", "1");
  put("d/sub/b", "2");
  await expect(type("add", "d", "d/a")).rejects.toMatchObject({
    code: "DATA_OVERLAP",
    hint: "fettle data add d",
  });
  await type("add", "d");
  await expect(type("add", "d/sub/b")).rejects.toMatchObject({
    code: "DATA_OVERLAP",
    hint: "fettle data add d",
    message: "d/sub/b overlaps with d, which has a version of its own",
  });
});

test("what has no version is neither checked out nor told", async () => {
  await expect(type("checkout", "x")).rejects.toMatchObject({ code: "DATA_UNTRACKED", exit: 2 });
  put("one", "1");
  await type("add", "one");
  await expect(type("status", "x y")).rejects.toMatchObject({
    code: "DATA_UNTRACKED",
    hint: "fettle data add 'x y'",
  });
});

test("add needs a path, one or many; checkout takes -f, and tells all that became of each", async () => {
  await expect(type("add")).rejects.toMatchObject({ code: "USAGE", exit: 2 });
  put("one", "1");
  put("my d/a", "a");
  await type("add", "one", "my d");
  put("one", "mine");
  put("my d/b", "also mine");
  const kept = await type("checkout", "my d");
  expect(kept.said).toBe(
    "warning: left as it is, since its content is nowhere else: my d/b; " +
      "fettle data add 'my d' keeps it, fettle data checkout --force 'my d' replaces it\n",
  );
  const forced = await type("checkout", "-f");
  const [time = ""] = readdirSync(join(root, ".dvc/tmp/fettle/replaced"));
  const none = { added: [], modified: [], deleted: [], kept: [], missing: [] };
  const movedTo = expect.stringMatching(/^\.dvc\/tmp\/fettle\/replaced\/\d+\/(one|my d)$/);
  expect(time).toMatch(/^\d+$/);
  expect(forced).toMatchObject({
    text: "D\tmy d/  (1 deleted)\nM\tone",
    data: {
      outputs: [
        { ...none, path: "my d", change: "D", deleted: ["b"], movedTo },
        { ...none, path: "one", change: "M", modified: [""], movedTo },
      ],
    },
  });
  expect(forced.exit).toBeUndefined();
  rmSync(join(root, "my d"), { recursive: true });
  loseCache();
  const lost = await type("checkout", "my d");
  expect([lost.text, lost.exit, lost.said]).toEqual([
    "nothing changed",
    1,
    "warning: not in the cache: my d; dvc pull 'my d.dvc', or copy .dvc/cache from where it was added\n",
  ]);
  expect((await type("status", "my d")).data).toEqual({
    outputs: [
      { path: "my d", state: "deleted", added: [], modified: [], deleted: [], notInCache: [""] },
    ],
  });
});
