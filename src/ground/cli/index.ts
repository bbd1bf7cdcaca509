export {
  type Argument,
  type Command,
  type CommandShape,
  defineCommand,
  type Flag,
  type Flags,
  type Input,
  type Result,
} from "./command.ts";
export { type Completable, completionScript } from "./completion.ts";
export type { Context, Output, Progress } from "./context.ts";
export { follow, screen } from "./follow.ts";
export { commandHelp, commandsReference, nounHelp, overview } from "./help.ts";
export { createOutput } from "./output.ts";
export { ownWords, type Parsed, parseCommand } from "./parse.ts";
export { readPairs } from "./read-pairs.ts";
export { table } from "./text-table.ts";
