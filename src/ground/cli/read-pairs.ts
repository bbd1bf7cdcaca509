import { fail, GROUND_ERRORS } from "#ground/errors";

/** Reads `--param k=v --param x=y` of a command; USAGE for text without `=`, and for a key that is given two values. */
export function readPairs(
  command: string,
  flag: string,
  given: readonly string[],
): Record<string, string> {
  const pairs = new Map<string, string>();
  for (const text of given) {
    const at = text.indexOf("=");
    if (at < 1)
      throw usage(
        command,
        `--${flag} is ${JSON.stringify(text)}; expected key=value, as in lr=0.1`,
      );
    const key = text.slice(0, at);
    const value = text.slice(at + 1);
    if (pairs.has(key) && pairs.get(key) !== value)
      throw usage(command, `--${flag} ${key} is given twice, as ${pairs.get(key)} and as ${value}`);
    pairs.set(key, value);
  }
  return Object.fromEntries(pairs);
}

function usage(command: string, problem: string): Error {
  return fail(GROUND_ERRORS, "USAGE", { problem, command });
}
