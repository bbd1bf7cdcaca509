import { describe, expect, test } from "vitest";
import { commandHelp, completionScript, defineCommand, ownWords, parseCommand } from "./index.ts";

const add = defineCommand({
  name: "add",
  summary: "Add files",
  args: [{ name: "path", summary: "a file or folder", many: true, required: true }],
  flags: {
    force: { type: "boolean", summary: "even so", short: "f" },
    limit: { type: "integer", summary: "how many", value: "N" },
    tag: { type: "strings", summary: "a tag" },
    order: { type: "string", summary: "the order", choices: ["up", "down"] },
  },
  examples: [["fettle data add x", "add x"]],
  run: async () => ({ data: null }),
});

const run = defineCommand({
  name: "run",
  summary: "Run a command",
  args: [],
  flags: {
    name: { type: "string", summary: "a name" },
    quiet: { type: "boolean", summary: "no words" },
  },
  takesCommand: true,
  examples: [["fettle run -- python train.py", "run it"]],
  run: async () => ({ data: null }),
});

const parse = (...argv: string[]) => parseCommand(add, "data add", argv);

describe("a command line", () => {
  test("gives operands and flags by name, in any order", () => {
    const { args, flags, json } = parse(
      "a",
      "--limit",
      "3",
      "b",
      "-f",
      "--tag=x",
      "--tag",
      "y",
      "--json",
    );
    expect(args).toEqual({ path: ["a", "b"] });
    expect(flags).toEqual({ force: true, limit: 3, tag: ["x", "y"], order: undefined });
    expect(json).toBe(true);
  });

  test.each([
    [["a", "--limt", "3"], "unknown flag --limt; did you mean --limit?"],
    [["a", "--limit", "many"], '--limit is "many"; expected a whole number'],
    [["a", "--limit", "1.5"], '--limit is "1.5"; expected a whole number'],
    [["a", "--order", "left"], '--order is "left"; expected one of up, down'],
    [["--force"], "<path> is missing: a file or folder"],
    [["a", "--limit"], "--limit needs a value"],
  ])("%j is refused with the word that does not fit", (argv, message) => {
    expect(() => parse(...argv)).toThrow(
      expect.objectContaining({
        code: "USAGE",
        exit: 2,
        hint: "fettle data add --help",
        message: expect.stringContaining(message),
      }),
    );
  });

  test("with --help asks for no operand", () => {
    expect(parse("--help").help).toBe(true);
  });

  test("of another program is left as typed, with and without dashes", () => {
    const typed = (...argv: string[]) => {
      const { flags, rest } = parseCommand(run, "run", argv);
      return [flags["name"], rest];
    };
    expect(typed("--name", "x", "--", "python", "t.py", "--name", "y")).toEqual([
      "x",
      ["python", "t.py", "--name", "y"],
    ]);
    expect(typed("--name", "x", "--quiet", "python", "t.py", "--json")).toEqual([
      "x",
      ["python", "t.py", "--json"],
    ]);
    expect(typed("--store", "s", "--name", "x", "make", "all")).toEqual(["x", ["make", "all"]]);
    expect(typed("--name=x", "make", "--", "all")).toEqual(["x", ["make", "--", "all"]]);
  });
});

test("a --json behind another program's name is not ours", () => {
  expect(ownWords(run, ["--json", "python", "t.py"])).toContain("--json");
  expect(ownWords(run, ["python", "t.py", "--json"])).not.toContain("--json");
  expect(ownWords(add, ["a", "--json"])).toContain("--json");
});

test("the help shows the usage, every flag and an example", () => {
  const help = commandHelp(add, "data add");
  for (const part of [
    "fettle data add [flags] <path>...",
    "-f, --force",
    "--limit N",
    "(up, down)",
    "--json",
    "Examples:",
  ])
    expect(help).toContain(part);
});

test.each(["bash", "zsh", "fish"] as const)(
  "the completion script for %s knows commands and flags",
  (shell) => {
    const script = completionScript(shell, [
      { path: "data add", command: add },
      { path: "run", command: run },
    ]);
    for (const word of ["data", "add", "run", "limit"]) expect(script).toContain(word);
  },
);

describe("a command with operands of its own", () => {
  const copy = defineCommand({
    name: "copy",
    summary: "Copy",
    args: [
      { name: "from", summary: "what", required: true },
      { name: "to", summary: "where" },
    ],
    flags: { share: { type: "number", summary: "how much", short: "s" } },
    examples: [["fettle copy a b", "copies"]],
    run: async () => ({ data: null }),
  });
  const parsed = (...argv: string[]) => parseCommand(copy, "copy", argv);
  const refused = (...argv: string[]): string => {
    try {
      parsed(...argv);
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error("nothing was refused");
  };

  test("has them in order, all words told whole", () => {
    expect(parsed("a", "--share", "0.5", "b", "--store", "s")).toEqual({
      args: { from: "a", to: "b" },
      flags: { share: 0.5 },
      ...{ rest: [], help: false, json: false, store: "s" },
    });
    expect(parsed("a", "-s", "2")).toMatchObject({ args: { from: "a" }, flags: { share: 2 } });
    expect(parsed("a").args).toEqual({ from: "a", to: undefined });
    expect(parsed("-h")).toEqual({
      args: {},
      flags: { share: undefined },
      ...{ rest: [], help: true, json: false, store: undefined },
    });
    expect(parsed("a", "--", "x", "-y")).toMatchObject({ args: { from: "a" }, rest: ["x", "-y"] });
  });

  test("tells what is missing, too much, or no number", () => {
    expect(refused()).toBe("<from> is missing: what");
    expect(refused("a", "b", "c")).toBe('unexpected argument "c"');
    for (const text of ["x", " ", "Infinity"])
      expect(refused("a", "--share", text)).toBe(
        `--share is ${JSON.stringify(text)}; expected a number`,
      );
    expect(refused("a", "--zzzzzz")).toBe("unknown flag --zzzzzz");
    expect(refused("a", "-q")).toMatch(/^unknown flag -q/);
    expect(refused("a", "--json=yes")).toBe("Option '--json' does not take an argument");
    expect(refused("a", "-s")).toBe("-s, --share needs a value");
  });

  test("leaves an empty list where none of many must be given", () => {
    const many = { ...copy, args: [{ name: "file", summary: "which", many: true }] };
    expect(parseCommand(many, "copy", []).args).toEqual({ file: [] });
  });

  test("that takes another program's words knows where these begin behind a short flag", () => {
    const wrap = { ...run, flags: { ...run.flags, level: copy.flags["share"] as never } };
    const own = (...argv: string[]) => ownWords(wrap, argv);
    expect(own("-s", "1", "make", "-s", "2")).toEqual(["-s", "1"]);
    expect(own("--quiet", "make")).toEqual(["--quiet"]);
    expect(own("-x", "make")).toEqual(["-x"]);
    expect(own("--json")).toEqual(["--json"]);
    expect(own("--name", "--", "make")).toEqual(["--name"]);
  });
});
