import { parseArgs } from "node:util";

/** What `npm run mutants -- ...` was asked for. */
export type Asked = {
  /** The commit's hash where none is given. */
  readonly seed?: string;
  readonly slices: readonly string[];
  /** How many of each slice; as many as the bar asks for where none is given. */
  readonly each?: number;
};

export const USAGE = "type: npm run mutants [-- SLICE...] [--seed TEXT] [--each 20]\n";

/** Reads the words after `npm run mutants --`. */
export function readArguments(
  words: readonly string[],
  known: readonly string[],
): Asked | { readonly error: string } {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      options: { seed: { type: "string" }, each: { type: "string" } },
      allowPositionals: true,
    });
    const { seed, each } = values;
    const unknown = positionals.find((slice) => !known.includes(slice));
    if (unknown !== undefined)
      return { error: `no slice "${unknown}"; there are ${known.join(", ")}` };
    if (each !== undefined && !/^\d{1,4}$/.test(each))
      return { error: `--each is "${each}", and must be a whole number up to 9999` };
    return {
      slices: positionals.length === 0 ? known : positionals,
      ...(seed === undefined ? {} : { seed }),
      ...(each === undefined ? {} : { each: Number(each) }),
    };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
