import { fail } from "#ground/errors";
import { ERRORS } from "../errors.ts";

/** A piece of a filter. */
export type Token =
  | { readonly kind: "name"; readonly text: string; readonly quoted: boolean }
  | { readonly kind: "string"; readonly text: string }
  | { readonly kind: "number"; readonly text: string; readonly value: number }
  | { readonly kind: "sign"; readonly text: string };

const RULES: readonly (readonly [RegExp, (match: RegExpExecArray) => Token | undefined])[] = [
  [/\s+/y, () => undefined],
  [/'((?:[^']|'')*)'/y, (m) => ({ kind: "string", text: (m[1] as string).replaceAll("''", "'") })],
  [/`([^`]*)`/y, (m) => ({ kind: "name", text: m[1] as string, quoted: true })],
  [/"([^"]*)"/y, (m) => ({ kind: "name", text: m[1] as string, quoted: true })],
  [
    // Each part begins with a sign of its own, so that no run of digits can be cut in two ways: time stays linear.
    /[+-]?(?:\d+(?:\.\d*)?|(?<![\w`"])\.\d+)(?:[eE][+-]?\d+)?(?![\w.])/y,
    (m) => ({ kind: "number", text: m[0], value: Number(m[0]) }),
  ],
  [/<=|>=|!=|<>|[=<>(),.]/y, (m) => ({ kind: "sign", text: m[0] === "<>" ? "!=" : m[0] })],
  [/[\p{L}\p{N}_][\p{L}\p{N}_/:-]*/uy, (m) => ({ kind: "name", text: m[0], quoted: false })],
];

/** Cuts a filter or an order into its pieces. */
export function tokensOf(filter: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < filter.length; ) {
    const found = match(filter, at);
    if (found === undefined) {
      const problem = `cannot read ${JSON.stringify(filter.slice(at, at + 20))}`;
      throw fail(ERRORS, "RUNS_FILTER_INVALID", { filter, problem });
    }
    if (found.token !== undefined) tokens.push(found.token);
    at = found.end;
  }
  return tokens;
}

function match(filter: string, at: number): { token: Token | undefined; end: number } | undefined {
  for (const [pattern, make] of RULES) {
    pattern.lastIndex = at;
    const found = pattern.exec(filter);
    if (found !== null) return { token: make(found), end: pattern.lastIndex };
  }
  return undefined;
}
