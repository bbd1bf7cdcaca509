import { expect, test } from "vitest";
import { type DataFolder, openDataFolder } from "#test/data-folder";
import { checkTargets, type Target } from "./check-targets.ts";
import { findRepository, type Repository } from "./find-repository.ts";
import { hideFromGit } from "./hide-from-git.ts";

async function open(path: string): Promise<{
  folder: DataFolder;
  repository: Repository;
  target: Target;
}> {
  const folder = openDataFolder();
  folder.put(".dvc/config", "");
  folder.put(path);
  const repository = findRepository(folder.root) as Repository;
  const [target] = await checkTargets([folder.at(path)], folder.root, repository);
  return { folder, repository, target: target as Target };
}

test("a line for the data comes last in the .gitignore beside it, and can be taken back", async () => {
  const { folder, repository, target } = await open("sub/a b");
  const hidden = hideFromGit(target, repository);
  expect(hidden?.file).toBe(folder.at("sub", ".gitignore"));
  expect(folder.text("sub/.gitignore")).toBe("/a b\n");
  expect(folder.there(".gitignore")).toBe(false);
  hidden?.takeBack();
  expect(folder.there("sub/.gitignore")).toBe(false);
  folder.put("sub/.gitignore", "/other");
  const again = hideFromGit(target, repository);
  expect(folder.text("sub/.gitignore")).toBe("/other\n/a b\n");
  again?.takeBack();
  expect(folder.text("sub/.gitignore")).toBe("/other");
});

test("an empty .gitignore that was there stays when the line is taken back", async () => {
  const { folder, repository, target } = await open("a");
  folder.put(".gitignore", "");
  hideFromGit(target, repository)?.takeBack();
  expect(folder.text(".gitignore")).toBe("");
});

test("what somebody wrote meanwhile is not taken back", async () => {
  const { folder, repository, target } = await open("a");
  const hidden = hideFromGit(target, repository);
  folder.put(".gitignore", "/a\n/mine\n");
  hidden?.takeBack();
  expect(folder.text(".gitignore")).toBe("/a\n/mine\n");
});

test("nothing is written where the line stands already, git ignores it already, or nobody asks for git", async () => {
  const { folder, repository, target } = await open("a");
  expect(hideFromGit({ ...target, inGitIgnore: true }, repository)).toBeUndefined();
  expect(hideFromGit(target, { ...repository, noScm: true })).toBeUndefined();
  expect(hideFromGit(target, { ...repository, gitRoot: undefined })).toBeUndefined();
  expect(folder.there(".gitignore")).toBe(false);
  folder.put(".gitignore", "/a\n/b");
  expect(hideFromGit(target, repository)).toBeUndefined();
  expect(folder.text(".gitignore")).toBe("/a\n/b");
});
