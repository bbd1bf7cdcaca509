import { parseArgs } from "node:util";
import { fail, GROUND_ERRORS } from "#ground/errors";
import { nearest } from "#ground/words";
import type { Argument, CommandShape, Flag } from "./command.ts";

export type Parsed = {
  readonly args: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly flags: Readonly<
    Record<string, boolean | string | number | readonly string[] | undefined>
  >;
  readonly rest: readonly string[];
  readonly help: boolean;
  readonly json: boolean;
  /** `--store`, which every command takes. */
  readonly store: string | undefined;
};

/**
 * Reads a command line. `path` is how the command was called (`runs list`), for the messages. Every command also takes
 * `--store`, `--json` and `--help`. Error USAGE names the word that does not fit and what would.
 */
export function parseCommand(command: CommandShape, path: string, argv: readonly string[]): Parsed {
  const { own, rest } = splitOff(command, argv);
  const options: Record<
    string,
    { type: "boolean" | "string"; short?: string; multiple?: boolean }
  > = {
    json: { type: "boolean" },
    store: { type: "string" },
    help: { type: "boolean", short: "h" },
  };
  for (const [name, flag] of Object.entries(command.flags))
    options[name] = {
      type: flag.type === "boolean" ? "boolean" : "string",
      ...(flag.short === undefined ? {} : { short: flag.short }),
      ...(flag.type === "strings" ? { multiple: true } : {}),
    };
  const usage = (problem: string) => fail(GROUND_ERRORS, "USAGE", { problem, command: path });
  let parsed: { values: Record<string, unknown>; positionals: string[] };
  try {
    parsed = parseArgs({ args: [...own], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw usage(problemOf(error, Object.keys(options)));
  }
  const help = parsed.values["help"] === true;
  const flags: Record<string, boolean | string | number | readonly string[] | undefined> = {};
  for (const [name, flag] of Object.entries(command.flags))
    flags[name] = flagValue(name, flag, parsed.values[name], usage);
  const args = help ? {} : operands(command.args, parsed.positionals, usage);
  return {
    args,
    flags,
    rest,
    help,
    json: parsed.values["json"] === true,
    store: parsed.values["store"] as string | undefined,
  };
}

/** The words of a command line that are ours, not another program's. */
export function ownWords(command: CommandShape, argv: readonly string[]): readonly string[] {
  return splitOff(command, argv).own;
}

/** Cuts off what belongs to another program: after `--`, or from the first operand on where the command takes one. */
function splitOff(
  command: CommandShape,
  argv: readonly string[],
): { own: readonly string[]; rest: readonly string[] } {
  const dashes = argv.indexOf("--");
  const end = dashes === -1 ? argv.length : dashes;
  if (command.takesCommand === true) {
    for (let i = 0; i < end; i += 1) {
      const word = argv[i] as string;
      if (!word.startsWith("-")) return { own: argv.slice(0, i), rest: argv.slice(i) };
      const name = word.startsWith("--")
        ? word.slice(2)
        : Object.keys(command.flags).find((key) => command.flags[key]?.short === word.slice(1));
      const flag = name === undefined ? undefined : command.flags[name];
      if (name === "store" || (flag !== undefined && flag.type !== "boolean")) i += 1;
    }
  }
  return { own: argv.slice(0, end), rest: dashes === -1 ? [] : argv.slice(dashes + 1) };
}

function flagValue(
  name: string,
  flag: Flag,
  raw: unknown,
  usage: (problem: string) => Error,
): boolean | string | number | readonly string[] | undefined {
  if (flag.type === "boolean") return raw === true;
  if (flag.type === "strings") return (raw as string[] | undefined) ?? [];
  if (raw === undefined) return undefined;
  const text = raw as string;
  if (flag.choices !== undefined && !flag.choices.includes(text))
    throw usage(`--${name} is ${JSON.stringify(text)}; expected one of ${flag.choices.join(", ")}`);
  if (flag.type === "string") return text;
  const value = Number(text);
  if (
    text.trim() === "" ||
    !Number.isFinite(value) ||
    (flag.type === "integer" && !Number.isInteger(value))
  )
    throw usage(
      `--${name} is ${JSON.stringify(text)}; expected ${flag.type === "integer" ? "a whole number" : "a number"}`,
    );
  return value;
}

function operands(
  wanted: readonly Argument[],
  given: readonly string[],
  usage: (problem: string) => Error,
): Record<string, string | readonly string[] | undefined> {
  const args: Record<string, string | readonly string[] | undefined> = {};
  let next = 0;
  for (const argument of wanted) {
    if (argument.many === true) {
      const values = given.slice(next);
      next = given.length;
      if (argument.required === true && values.length === 0)
        throw usage(`<${argument.name}> is missing: ${argument.summary}`);
      args[argument.name] = values;
      continue;
    }
    const value = given[next];
    if (value === undefined && argument.required === true)
      throw usage(`<${argument.name}> is missing: ${argument.summary}`);
    args[argument.name] = value;
    next += 1;
  }
  const extra = given[next];
  if (extra !== undefined) throw usage(`unexpected argument ${JSON.stringify(extra)}`);
  return args;
}

function problemOf(error: unknown, known: readonly string[]): string {
  const message = error instanceof Error ? error.message : String(error);
  const unknown = /Unknown option '(-{1,2})([^']+)'/.exec(message);
  if (unknown !== null) {
    const word = unknown[2] as string;
    const near = nearest(word, known);
    return `unknown flag ${unknown[1]}${word}${near === undefined ? "" : `; did you mean --${near}?`}`;
  }
  const value = /Option '([^']+?)(?: <value>)?' argument missing/.exec(message);
  if (value !== null) return `${value[1]} needs a value`;
  return message.split(". To specify")[0] ?? message;
}
