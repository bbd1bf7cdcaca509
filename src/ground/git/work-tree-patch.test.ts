import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { git } from "./git.ts";
import { workTreePatch } from "./work-tree-patch.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fettle-work-tree-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (path: string, text = ""): string => {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
};
test("changes of a work tree are a patch without secrets, new files a list", async () => {
  for (const args of [
    ["init", "-q", "-b", "main"],
    ["add", "."],
  ])
    await git(folder, args);
  write("train.py", "lr = 1\n");
  await git(folder, ["add", "."]);
  await git(folder, ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "first"]);
  expect(await workTreePatch(folder)).toBeUndefined();
  write("train.py", 'lr = 2\napi_key = "hunter2-secret"\n');
  write("notes/new file.txt", "12345");
  mkdirSync(join(folder, "deep"));
  const patch = await workTreePatch(join(folder, "deep"));
  expect(patch).toMatchObject({
    cut: false,
    redacted: true,
    untracked: [{ path: "notes/new file.txt", size: 5 }],
    untrackedTotal: 1,
  });
  expect(patch?.text).toContain("+lr = 2");
  expect(patch?.text).not.toContain("hunter2");
  write("train.py", "x = 1\n".repeat(100_000));
  const long = await workTreePatch(folder);
  expect(long).toMatchObject({ cut: true });
  expect(long?.text.length).toBeLessThanOrEqual(256 * 1024);
  expect(long?.text.endsWith("\n")).toBe(true);
});

test("outside of a repository, or before its first commit, there is what can be told", async () => {
  expect(await workTreePatch(folder)).toBeUndefined();
  await git(folder, ["init", "-q", "-b", "main"]);
  expect(await workTreePatch(folder)).toBeUndefined();
  for (let i = 0; i < 201; i += 1) write(`f${String(i).padStart(3, "0")}`, "x".repeat(i));
  const patch = await workTreePatch(folder);
  expect({ ...patch, untracked: patch?.untracked.length }).toEqual({
    ...{ text: "", cut: false, redacted: false, untracked: 200, untrackedTotal: 201 },
  });
  expect([patch?.untracked[0], patch?.untracked[199]]).toEqual([
    { path: "f000", size: 0 },
    { path: "f199", size: 199 },
  ]);
});

test("a change without a secret is told as git tells it", async () => {
  await git(folder, ["init", "-q", "-b", "main"]);
  write("a.py", "x = 1\n");
  await git(folder, ["add", "."]);
  await git(folder, ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "first"]);
  write("a.py", "x = '***'\n");
  const patch = await workTreePatch(folder);
  const told = await git(folder, ["diff", "HEAD"]);
  expect(patch).toEqual({
    text: told.ok ? told.stdout : "",
    ...{ cut: false, redacted: false, untracked: [], untrackedTotal: 0 },
  });
});
