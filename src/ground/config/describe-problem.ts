import type { Document, LineCounter } from "yaml";
import type { z } from "zod";
import { nearest, plainProblem } from "#ground/words";
import { knownKeys } from "./schema-at.ts";

/** What is wrong with a file that a person wrote, in their words. */
export type Problem = {
  readonly line: number | undefined;
  readonly problem: string;
  /** What to do about it, where it is known. */
  readonly fix: string | undefined;
};

/** Where a value was read from, for the line of a problem. */
export type Source = { readonly document: Document.Parsed; readonly lines: LineCounter };

/** Says an issue of a schema as a person needs it: the line, the key, the nearest known key, what was expected. */
export function describeProblem(
  schema: z.ZodType,
  issue: z.core.$ZodIssue | undefined,
  source?: Source,
): Problem {
  const path = issue?.path ?? [];
  const at = dotted(path);
  if (issue?.code === "unrecognized_keys") {
    const key = issue.keys[0] ?? "";
    const known = knownKeys(schema, path);
    const near = nearest(key, known);
    return {
      line: source && lineOf(source, [...path, key]),
      problem: `unknown key ${JSON.stringify(key)}${at === "" ? "" : ` in ${at}`}`,
      fix:
        near === undefined
          ? `known keys: ${known.join(", ")}`
          : `did you mean ${JSON.stringify(near)}?`,
    };
  }
  return {
    line: source && lineOf(source, path),
    problem: `${at === "" ? "the file" : at}: ${plainProblem(issue?.message ?? "does not fit")}${found(issue, source)}`,
    fix: undefined,
  };
}

/** The value itself, behind what was expected of it, where that is all the message says. */
function found(issue: z.core.$ZodIssue | undefined, source: Source | undefined): string {
  if (issue === undefined || source === undefined || issue.code === "invalid_type") return "";
  const value = issue.path.length === 0 ? undefined : source.document.getIn(issue.path);
  const isScalar = typeof value === "string" || typeof value === "number";
  return isScalar && issue.message.startsWith("expected") ? `; got ${JSON.stringify(value)}` : "";
}

/** `turns[0].agent.says`: places in a list in brackets. */
function dotted(path: readonly PropertyKey[]): string {
  return path
    .map((key, i) => (typeof key === "number" ? `[${key}]` : `${i === 0 ? "" : "."}${String(key)}`))
    .join("");
}

/** The line of the key, or of the nearest thing above it that the file holds. */
function lineOf(source: Source, path: readonly PropertyKey[]): number | undefined {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const offset = keyOffset(source.document, path.slice(0, depth));
    if (offset !== undefined) return source.lines.linePos(offset).line;
  }
  const start = source.document.contents?.range?.[0];
  return start === undefined ? undefined : source.lines.linePos(start).line;
}

function keyOffset(document: Document.Parsed, path: readonly PropertyKey[]): number | undefined {
  type Node = { items?: { key?: { value?: unknown; range?: number[] } }[]; range?: number[] };
  const above = path.slice(0, -1);
  const parent = (above.length === 0 ? document.contents : document.getIn(above, true)) as
    | Node
    | null
    | undefined;
  const key = path.at(-1);
  if (typeof key === "number") return (document.getIn(path, true) as Node | undefined)?.range?.[0];
  return parent?.items?.find((item) => item?.key?.value === key)?.key?.range?.[0];
}
