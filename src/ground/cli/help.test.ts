import { describe, expect, test } from "vitest";
import { type CommandShape, defineCommand } from "./command.ts";
import { completionScript } from "./completion.ts";
import { commandHelp, commandsReference, nounHelp, overview, usage } from "./help.ts";

const run = async () => ({ data: null });
const add = defineCommand({
  name: "add",
  short: "add",
  summary: "add hats",
  details: `First ${"word ".repeat(20)}last.\n\nSecond.`,
  args: [
    { name: "shelf", summary: "where", required: true },
    { name: "hat", summary: "which", many: true },
  ],
  flags: {
    size: { type: "integer", value: "N", short: "s", summary: "how large" },
    colour: { type: "string", choices: ["red", "blue"], summary: "what colour" },
    tag: { type: "strings", value: "TAG", summary: "with this tag" },
    "with-a-very-long-name-of-a-flag": { type: "boolean", summary: "it's long" },
  },
  examples: [["fettle hats add top", "one more"]],
  run,
});
const list = defineCommand({
  name: "list",
  short: "hats",
  summary: "list the hats",
  args: [],
  flags: {},
  examples: [["fettle hats list", "all"]],
  run,
});
const exec = defineCommand({
  name: "exec",
  summary: "run with a hat",
  args: [{ name: "hat", summary: "which" }],
  flags: {},
  takesCommand: true,
  examples: [["fettle hats exec -- ls", "runs it"]],
  run,
});
const init: CommandShape = { ...list, name: "init", summary: "begin" };
const NOUN = { name: "hats", summary: "things to wear", commands: [add, list, exec] };
const NOUNS = [NOUN, { name: "empty", summary: "nothing to type" }];

test("a usage shows what must be given, what may be, and what may come often", () => {
  expect(usage(add, "hats add")).toBe("hats add [flags] <shelf> [<hat>...]");
  expect(usage(list, "hats list")).toBe("hats list");
  expect(usage(exec, "hats exec")).toBe("hats exec [<hat>] -- COMMAND...");
});

test("the help of a command has its words, flags and examples, in lines of 80", () => {
  const help = commandHelp(add, "hats add");
  expect(help.split("\n")).toEqual([
    "add hats",
    "",
    "  fettle hats add [flags] <shelf> [<hat>...]",
    "",
    `First ${"word ".repeat(14)}word`.trimEnd().slice(0, 80),
    expect.stringMatching(/^(word )+last\.$/),
    "",
    "Second.",
    "",
    "  <shelf>  where",
    "  <hat>    which",
    "",
    "  -s, --size N                    how large",
    "      --colour STRING             what colour (red, blue)",
    "      --tag TAG                   with this tag; may be repeated",
    "      --with-a-very-long-name-of-a-flag",
    "                                  it's long",
    "      --store FOLDER              use this store instead of the project's",
    "      --json                      print the result as JSON",
    "  -h, --help                      print this",
    "",
    "Examples:",
    "  fettle hats add top",
    "      one more",
  ]);
  expect(Math.max(...help.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(commandHelp(list, "hats list").split("\n").slice(0, 6)).toEqual([
    "list the hats",
    "",
    "  fettle hats list",
    "",
    "      --store FOLDER  use this store instead of the project's",
    "      --json          print the result as JSON",
  ]);
});

test("the overview has the short forms first and leaves out nouns that have no verbs", () => {
  expect(overview(NOUNS, [init], "1.2.3").split("\n")).toEqual([
    "Fettle 1.2.3: from the first attempt at a model to production, and only forward.",
    "",
    "Every day:",
    "  init  begin",
    "  add   add hats",
    "  hats  list the hats",
    "",
    "By noun:",
    "  hats        things to wear",
    "              add, list, exec",
    "",
    "fettle COMMAND --help tells more, with examples. New here? fettle demo",
  ]);
});

test("a noun tells its verbs, each with its short form where that is another word", () => {
  expect(nounHelp(NOUN).split("\n")).toEqual([
    "things to wear",
    "",
    "  add   add hats",
    "  list  list the hats (fettle hats)",
    "  exec  run with a hat",
    "",
    "fettle hats VERB --help tells more, with examples.",
  ]);
});

test("the reference has a section for each command, the top ones first", () => {
  const reference = commandsReference(NOUNS, [init]);
  expect(reference.match(/^## .*$/gm)).toEqual([
    "## fettle init",
    "## fettle hats add",
    "## fettle hats list",
    "## fettle hats exec",
  ]);
  const section = reference.slice(reference.indexOf("## fettle hats add"));
  expect(section.slice(0, section.indexOf("## fettle hats list")).split("\n")).toEqual([
    "## fettle hats add",
    "",
    "add hats. (short: `fettle add`)",
    "",
    "    fettle hats add [flags] <shelf> [<hat>...]",
    "",
    ...(add.details ?? "").split("\n"),
    "",
    "- `<shelf>`: where",
    "- `<hat>`: which",
    "- `-s, --size N`: how large",
    "- `--colour STRING`: what colour (red, blue)",
    "- `--tag TAG`: with this tag; may be repeated",
    "- `--with-a-very-long-name-of-a-flag`: it's long",
    "",
    "```sh",
    "fettle hats add top   # one more",
    "```",
    "",
    "",
  ]);
  expect(reference).toContain("    fettle hats list\n\n```sh\n");
  expect(reference.endsWith("```\n")).toBe(true);
});

describe("completion", () => {
  const all = [
    { path: "init", command: init },
    { path: "hats add", command: add },
    { path: "hats list", command: list },
  ];

  test("of bash knows the first words, the verbs of a noun, and the flags of a command", () => {
    const script = completionScript("bash", all);
    expect(script).toContain('then words="init hats"\n');
    expect(script).toContain('    hats) words="add list" ;;');
    const flags = "--size --colour --tag --with-a-very-long-name-of-a-flag --store --json --help";
    const [twoWords = "", oneWord = ""] = script.split('if [ -z "$words" ]; then case');
    expect(twoWords).toContain(`    "hats add") words="${flags}" ;;`);
    expect(twoWords).toContain('    "hats list") words="--store --json --help" ;;');
    expect(oneWord).toContain('    "init") words="--store --json --help" ;;');
    expect(oneWord).not.toContain('"hats add")');
    expect(script).toMatch(/complete -F _fettle fettle\n$/);
  });

  test("of zsh is that of bash, loaded as such", () => {
    expect(completionScript("zsh", all)).toBe(
      `#compdef fettle\nautoload -U +X bashcompinit && bashcompinit\n${completionScript("bash", all)}`,
    );
  });

  test("of fish has a line for each verb and each flag, without quotes that would end it", () => {
    const add = `__fish_seen_subcommand_from hats; and __fish_seen_subcommand_from add`;
    expect(completionScript("fish", all).split("\n")).toEqual([
      'complete -c fettle -n __fish_use_subcommand -f -a "init hats"',
      `complete -c fettle -n "__fish_seen_subcommand_from hats" -f -a add -d 'add hats'`,
      `complete -c fettle -n "${add}" -l size -d 'how large'`,
      `complete -c fettle -n "${add}" -l colour -d 'what colour'`,
      `complete -c fettle -n "${add}" -l tag -d 'with this tag'`,
      `complete -c fettle -n "${add}" -l with-a-very-long-name-of-a-flag -d 'its long'`,
      `complete -c fettle -n "__fish_seen_subcommand_from hats" -f -a list -d 'list the hats'`,
      "",
    ]);
  });
});
