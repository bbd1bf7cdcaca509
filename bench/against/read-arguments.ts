import { parseArgs } from "node:util";

/** What `npm run bench -- ...` was asked for. */
export type Asked = {
  readonly names: readonly string[];
  /** The commit whose build takes turns with this one's. */
  readonly against?: string;
  readonly pairs: number;
  readonly json: boolean;
};

const PAIRS = 5;

/** Reads the words after `npm run bench --`; what can't be read is told with what to type. */
export function readArguments(
  words: readonly string[],
  known: readonly string[],
): Asked | { readonly error: string } {
  const options = {
    against: { type: "string" },
    pairs: { type: "string" },
    json: { type: "boolean", default: false },
  } as const;
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      options,
      allowPositionals: true,
    });
    const unknown = positionals.find((name) => !known.includes(name));
    if (unknown !== undefined)
      return { error: `no benchmark "${unknown}"; there are ${known.join(", ")}` };
    const { against, pairs, json } = values;
    if (against === undefined && (pairs !== undefined || json))
      return { error: "--pairs and --json go with --against COMMIT" };
    if (against !== undefined && positionals.length === 0)
      return { error: `--against needs a benchmark: one of ${known.join(", ")}` };
    if (pairs !== undefined && !/^[1-9]\d{0,2}$/.test(pairs))
      return { error: `--pairs is "${pairs}", and must be a whole number from 1 to 999` };
    return {
      names: positionals,
      ...(against === undefined ? {} : { against }),
      pairs: Number(pairs ?? PAIRS),
      json,
    };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
