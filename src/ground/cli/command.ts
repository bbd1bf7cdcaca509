import type { Context } from "./context.ts";

/** An operand of a command, in the order typed. */
export type Argument = {
  readonly name: string;
  readonly summary: string;
  readonly required?: boolean;
  /** Takes all that is left; only the last argument may. */
  readonly many?: boolean;
};

export type Flag = {
  readonly summary: string;
  readonly type: "boolean" | "string" | "integer" | "number" | "strings";
  /** One letter. */
  readonly short?: string;
  /** What stands for the value in the help: `--port N`. */
  readonly value?: string;
  readonly choices?: readonly string[];
};

export type Flags = Readonly<Record<string, Flag>>;

type FlagValue<F extends Flag> = F["type"] extends "boolean"
  ? boolean
  : F["type"] extends "strings"
    ? readonly string[]
    : F["type"] extends "integer" | "number"
      ? number | undefined
      : string | undefined;

type ArgumentValue<A extends Argument> = A["many"] extends true
  ? readonly string[]
  : A["required"] extends true
    ? string
    : string | undefined;

/** What was typed: operands by name, flags by name, and what stands after `--`. */
export type Input<A extends readonly Argument[], F extends Flags> = {
  readonly args: { readonly [K in A[number] as K["name"]]: ArgumentValue<K> };
  readonly flags: { readonly [K in keyof F]: FlagValue<F[K]> };
  /** All after `--`, as typed; for commands with `takesCommand` from the first operand on. */
  readonly rest: readonly string[];
};

/** What a command ends with. `data` is what `--json` prints; `text` what a person reads, without the last newline. */
export type Result = {
  readonly data: unknown;
  readonly text?: string;
  /** What `--json` prints was printed already, a line at a time. */
  readonly streamed?: boolean;
  /** Default `EXIT.yes`. */
  readonly exit?: number;
};

/** A command as data: the parser, `--help`, the completion scripts and docs/reference/commands.md come from it. */
export type Command<A extends readonly Argument[], F extends Flags> = {
  readonly name: string;
  /** The short form at the top level, as `test` for `dialogues test`. */
  readonly short?: string;
  readonly summary: string;
  /** One or more paragraphs, plain text. */
  readonly details?: string;
  readonly args: A;
  readonly flags: F;
  /** Command lines a person would type, each with what it does. At least one. */
  readonly examples: readonly (readonly [line: string, does: string])[];
  /** The operands are another program's command line: flags after the first operand are not ours. */
  readonly takesCommand?: boolean;
  /** Does the work by calling a verb; heavy modules are imported inside, so that `--help` stays quick. */
  run(input: Input<A, F>, context: Context): Promise<Result>;
};

/** Any command, whatever its arguments and flags. */
export type CommandShape = Omit<Command<readonly Argument[], Flags>, "run"> & {
  // biome-ignore lint/suspicious/noExplicitAny: the input's type is known to the command alone
  run(input: any, context: Context): Promise<Result>;
};

/** Types the input of a command from its arguments and flags. */
export function defineCommand<const A extends readonly Argument[], const F extends Flags>(
  command: Command<A, F>,
): CommandShape {
  return command;
}
