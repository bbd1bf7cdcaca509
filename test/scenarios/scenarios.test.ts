/**
 * Real commands, typed in a temporary project. A scenario is a folder `<slice>/<name>/` with `commands.txt` (lines that
 * begin with `$ ` are typed, the others tell the reader why) and `expected.txt`, which `npm run scenarios -- --pin` writes.
 */
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { runScenario } from "./run-scenario.ts";

const PIN = process.env["FETTLE_PIN"] === "1";
const ONLY = process.env["FETTLE_SCENARIO"] ?? "";

const names = globSync("*/*/commands.txt", { cwd: import.meta.dirname })
  .map((path) => dirname(path))
  .filter((name) => name.includes(ONLY))
  .sort();

describe("what a person types", () => {
  it.concurrent.each(names)("%s", async (name) => {
    const folder = join(import.meta.dirname, name);
    const commands = readFileSync(join(folder, "commands.txt"), "utf8")
      .split("\n")
      .filter((line) => line.startsWith("$ "))
      .map((line) => line.slice(2));
    expect(commands).not.toEqual([]);
    const actual = await runScenario(commands);
    const file = join(folder, "expected.txt");
    if (PIN) writeFileSync(file, actual);
    const expected = existsSync(file) ? readFileSync(file, "utf8") : "";
    expect(actual).toBe(expected);
  });
});

it("gives words of both streams, the exit code and the files", async () => {
  expect(await runScenario(["echo one; echo two >&2; mkdir -p a/b; touch a/x; exit 3"])).toBe(
    "$ echo one; echo two >&2; mkdir -p a/b; touch a/x; exit 3\none\n! two\nexit 3\n\nfiles:\n  a/b/\n  a/x\n",
  );
});
