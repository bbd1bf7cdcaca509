import { PassThrough } from "node:stream";
import {
  type CommandShape,
  type Context,
  createOutput,
  parseCommand,
  type Result,
} from "#ground/cli";
import { systemClock } from "#ground/clock";
import type { TestServer } from "./open-store.ts";

/** What a command answered, with all it said meanwhile. */
export type CommandTyped = Result & { readonly said: string };

/**
 * Types commands of a slice as the command line does, without a process around them: the words are parsed, `--json` is
 * minded, the test's server answers where there is one. The project is `shop`, in the folder, where `more` says nothing else.
 */
export function typeCommands(
  commands: readonly CommandShape[],
  place: () => { readonly folder: string; readonly client?: TestServer["client"] },
  more: () => Partial<Context> = () => ({}),
): (...words: string[]) => Promise<CommandTyped> {
  return async (...words) => {
    const [name = ""] = words;
    const command = commands.find((one) => one.name === name);
    if (command === undefined) throw new Error(`no command "${name}"`);
    const { args, flags, rest, json } = parseCommand(command, name, words.slice(1));
    const { client, folder } = place();
    const out = new PassThrough();
    const context = {
      cwd: folder,
      clock: systemClock,
      signal: new AbortController().signal,
      store: undefined,
      output: createOutput({ stdout: out, stderr: out, json, clock: systemClock }),
      project: async () => ({ name: "shop", root: folder }),
      server: async () => client,
      ...more(),
    } as Context;
    const result = await command.run({ args, flags, rest }, context);
    return { ...result, said: String(out.read() ?? "") };
  };
}
