/** Two people, or a person and a script, type the same at the same time: both are done, or one is told why not. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { registerVersion } from "#test/register-version";
import { type Desk, openDesk, type Typed } from "#test/type-fettle";
import { connectServer } from "../../src/app/connect.ts";

let desk: Desk;
beforeEach(() => {
  desk = openDesk();
});
afterEach(() => desk.close());

const twice = (...words: string[]): Promise<[Typed, Typed]> =>
  Promise.all([desk.type(...words), desk.type(...words)]);
const codes = (typed: readonly Typed[]): number[] => typed.map(({ code }) => code).sort();
const json = async (...words: string[]) => JSON.parse((await desk.type(...words, "--json")).stdout);

test("two init make one project, and two runs without a server find one another's", async () => {
  expect(codes(await twice("init", "--project", "shop"))).toEqual([0, 0]);
  expect(readFileSync(join(desk.folder, "fettle.yaml"), "utf8")).toContain("project: shop\n");
  expect(readFileSync(join(desk.folder, ".gitignore"), "utf8")).toBe(
    "/.fettle\n/fettle.local.yaml\n",
  );
  const runs = await Promise.all(
    ["a", "b", "c"].map((name) => desk.type("run", "--name", name, "--", "true")),
  );
  expect(codes(runs)).toEqual([0, 0, 0]);
  const listed = await json("runs", "list");
  expect(
    listed.runs.map((run: { name: string; status: string }) => [run.name, run.status]).sort(),
  ).toEqual([
    ["a", "FINISHED"],
    ["b", "FINISHED"],
    ["c", "FINISHED"],
  ]);
});

test("two data add of one file, and of two files in one folder, lose nothing", async () => {
  execFileSync("git", ["init", "-q"], { cwd: desk.folder });
  await desk.type("init");
  for (const name of ["same", "a", "b"])
    writeFileSync(join(desk.folder, "data", name), Buffer.alloc(500_000, name));
  expect(codes(await twice("data", "add", "data/same"))).toEqual([0, 0]);
  const both = [desk.type("data", "add", "data/a"), desk.type("data", "add", "data/b")];
  expect(codes(await Promise.all(both))).toEqual([0, 0]);
  const ignored = readFileSync(join(desk.folder, "data", ".gitignore"), "utf8");
  expect(ignored.trim().split("\n").sort()).toEqual(["/a", "/b", "/same"]);
  expect((await desk.type("data", "status")).stdout).toContain("all data is what");
  expect(readdirSync(join(desk.folder, ".dvc", "tmp", "fettle"))).toEqual([]);
  expect(existsSync(join(desk.folder, "data", "same.dvc"))).toBe(true);
});

test("two register take the next two versions, and of two first promotions one wins", async () => {
  writeFileSync(join(desk.folder, "fettle.yaml"), "project: shop\n");
  const client = await connectServer({ store: desk.store });
  const { runId } = await registerVersion({ client, folder: desk.folder }, "other");
  expect(codes(await twice("models", "register", "intent", "--run", String(runId)))).toEqual([
    0, 0,
  ]);
  const { versions } = await json("models", "show", "intent");
  expect(versions.map((one: { version: number }) => one.version).sort()).toEqual([1, 2]);
  const promoted = await Promise.all([
    desk.type("promote", "intent@1"),
    desk.type("promote", "intent@2"),
  ]);
  expect(codes(promoted)).toEqual([0, 1]);
  const winner = promoted[0]?.code === 0 ? 1 : 2;
  // The second finds the champion before it asks, or the alias moved while it asked.
  expect(promoted[winner === 1 ? 1 : 0]?.stderr).toMatch(
    /was not compared with the champion|points at version \d+ now, not at no version/,
  );
  expect((await json("models", "show", "intent")).aliases).toMatchObject({ champion: winner });
});
