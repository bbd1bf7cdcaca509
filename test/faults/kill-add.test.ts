/** `fettle data add` is killed at many moments: the cache holds no wrong object, and adding again works. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { tellProof } from "#test/tell-proof";
import { type Desk, finished, openDesk } from "../support/type-fettle.ts";

let desk: Desk;

beforeEach(() => {
  desk = openDesk();
  writeFileSync(join(desk.folder, "fettle.yaml"), "project: kill\n");
  mkdirSync(join(desk.folder, ".git"));
  writeFileSync(join(desk.folder, ".git", "HEAD"), "ref: refs/heads/main\n");
});

afterEach(() => desk.close());

/** The md5 of every object must be its name, whatever was killed. */
function wrongObjects(): string[] {
  const cache = join(desk.folder, ".dvc/cache/files/md5");
  if (!existsSync(cache)) return [];
  return readdirSync(cache, { recursive: true, withFileTypes: true })
    .filter((item) => !item.isDirectory())
    .map((item) => join(item.parentPath, item.name))
    .filter((path) => {
      const name = path
        .slice(cache.length + 1)
        .replace("/", "")
        .replace(/\.dir$/, "");
      return createHash("md5").update(readFileSync(path)).digest("hex") !== name;
    });
}

test("a killed add leaves nothing wrong, and the next one finishes the work", async ({ task }) => {
  const data = join(desk.folder, "d");
  mkdirSync(data);
  for (let i = 0; i < 250; i += 1) writeFileSync(join(data, `${i}`), `${i}`.repeat(5000));
  writeFileSync(join(data, "big"), Buffer.alloc(20_000_000, "b"));
  const before = performance.now();
  await desk.type("data", "add", "d");
  const whole = performance.now() - before;
  const want = readFileSync(join(desk.folder, "d.dvc"), "utf8");
  let killed = 0;
  for (let step = 1; step <= 8; step += 1) {
    for (const name of [".dvc/cache", "d.dvc", ".gitignore"])
      rmSync(join(desk.folder, name), { recursive: true, force: true });
    const child = desk.start("data", "add", "d");
    const end = finished(child);
    const timer = setTimeout(() => child.kill("SIGKILL"), (whole * step) / 9);
    if ((await end).code !== 0) killed += 1;
    clearTimeout(timer);
    expect(wrongObjects()).toEqual([]);
    // A .dvc file that is there is the whole one, and all it names is in the cache.
    if (existsSync(join(desk.folder, "d.dvc"))) {
      expect(readFileSync(join(desk.folder, "d.dvc"), "utf8")).toBe(want);
      expect((await desk.type("data", "status")).stdout).toContain("all data is what");
    }
    expect(await desk.type("data", "add", "d")).toMatchObject({ code: 0 });
    expect(readFileSync(join(desk.folder, "d.dvc"), "utf8")).toBe(want);
    expect(readdirSync(join(desk.folder, ".dvc/cache/files/fettle"))).toEqual([]);
  }
  tellProof(task, { starts: 8, "killed half-way": killed });
  expect(killed).toBeGreaterThan(3);
});

test("a killed checkout leaves whole files, and the next one finishes the work", async ({
  task,
}) => {
  const data = join(desk.folder, "d");
  mkdirSync(data);
  for (let i = 0; i < 1000; i += 1) writeFileSync(join(data, `${i}`), `${i}`.repeat(2000));
  await desk.type("data", "add", "d");
  rmSync(data, { recursive: true });
  const before = performance.now();
  await desk.type("data", "checkout");
  let whole = performance.now() - before;
  let killed = 0;
  let starts = 0;
  while (starts < 5 || (killed < 3 && starts < 30)) {
    rmSync(data, { recursive: true, force: true });
    const child = desk.start("data", "checkout");
    const end = finished(child);
    const timer = setTimeout(() => child.kill("SIGKILL"), (whole * ((starts % 5) + 1)) / 6);
    // One that was done before may have found warm what the first one had to fetch.
    if ((await end).code !== 0) killed += 1;
    else whole *= 0.9;
    starts += 1;
    clearTimeout(timer);
    const names = existsSync(data) ? readdirSync(data) : [];
    for (const name of names)
      expect(readFileSync(join(data, name), "utf8")).toBe(name.repeat(2000));
    expect(await desk.type("data", "checkout")).toMatchObject({ code: 0 });
    expect(readdirSync(data).length).toBe(1000);
  }
  tellProof(task, { starts, "killed half-way": killed });
  expect(killed).toBeGreaterThan(2);
});

test("a write that fails half-way is told, and leaves nothing behind", async () => {
  writeFileSync(join(desk.folder, "big"), Buffer.alloc(5_000_000, "b"));
  const typed = await typeLimited();
  expect(typed.code).toBe(3);
  expect(typed.stderr).toMatch(/EFBIG|too large/i);
  expect(existsSync(join(desk.folder, "big.dvc"))).toBe(false);
  expect(existsSync(join(desk.folder, ".gitignore"))).toBe(false);
  expect(readdirSync(join(desk.folder, ".dvc/cache/files/fettle"))).toEqual([]);
});

/** The same command where no file may grow past a megabyte: a disk that ends in the middle of a write. */
function typeLimited(): Promise<{ code: number; stderr: string }> {
  const bin = join(import.meta.dirname, "..", "..", "bin", "fettle.js");
  const line = 'ulimit -f 2048; exec "$0" "$@"';
  return finished(
    spawn("sh", ["-c", line, process.execPath, bin, "data", "add", "big"], { cwd: desk.folder }),
  );
}
