import { type CommandShape, completionScript, type Result } from "#ground/cli";
import { fail, GROUND_ERRORS } from "#ground/errors";
import { slices } from "./slices.ts";

/** `fettle completion SHELL`. */
export async function completionCommand(
  shell: string,
  own: readonly CommandShape[],
): Promise<Result> {
  if (shell !== "bash" && shell !== "zsh" && shell !== "fish")
    throw fail(GROUND_ERRORS, "USAGE", {
      problem: `no completion for ${JSON.stringify(shell)}; expected bash, zsh or fish`,
      command: "completion",
    });
  const script = completionScript(shell, everyCommand(own));
  return { data: { shell, script }, text: script.trimEnd() };
}

/** Every command with each path it is called by: `runs start` and `run`. */
function everyCommand(own: readonly CommandShape[]): { path: string; command: CommandShape }[] {
  const first = own.map((command) => ({ path: command.name, command }));
  const nouns = slices.flatMap((slice) =>
    (slice.commands ?? []).flatMap((command) => [
      ...(command.short === undefined ? [] : [{ path: command.short, command }]),
      { path: `${slice.name} ${command.name}`, command },
    ]),
  );
  return [...first, ...nouns];
}
