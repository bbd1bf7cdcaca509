import { parseSync } from "vite";

/** A node of the syntax tree, as far as a mutator reads it. */
export type Node = {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [part: string]: unknown;
};

/** Of these the value is kept at run time; all else of TypeScript's is gone by then. */
const KEPT = new Set(["TSAsExpression", "TSNonNullExpression", "TSSatisfiesExpression"]);

/** Parses TypeScript. The parser is that of the bundler: TypeScript 7 has none that a program may call. */
export function parse(source: string): Node {
  const { program, errors } = parseSync("source.ts", source, { lang: "ts" });
  const [error] = errors;
  if (error !== undefined) throw new Error(`can't be parsed: ${error.message}`);
  return program as unknown as Node;
}

/** What runs of a node's parts, with the name of each. */
export function partsOf(node: Node): readonly (readonly [name: string, part: Node])[] {
  return Object.entries(node).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value])
      .filter(isNode)
      .filter(({ type }) => !type.startsWith("TS") || KEPT.has(type))
      .map((part) => [name, part] as const),
  );
}

export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}
