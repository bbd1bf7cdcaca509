import { type Node, parse, partsOf } from "./syntax.ts";

/** A place in a file, and the word that is noted when it is come by. */
export type Probe = { readonly at: number; readonly id: string };

type Anchor = { readonly node: Node; readonly form: "before" | "around" };

/**
 * The source with a note to `log` at each probe: before the statement that the place stands in, so that a test that never
 * comes by is not asked about it. Nothing is imported for it, so that it works in every thread and process.
 */
export function withProbes(source: string, probes: readonly Probe[], log: string): string {
  const program = parse(source);
  const inserts = probes.flatMap(({ at, id }) => {
    const { node, form } = anchorOf(program, at);
    const note = noteOf(id, log);
    return form === "before"
      ? [{ at: node.start, text: `${note}; ` }]
      : [
          { at: node.start, text: `(${note}, ` },
          { at: node.end, text: ")" },
        ];
  });
  return inserts
    .sort((a, b) => b.at - a.at)
    .reduce(
      (text, insert) => text.slice(0, insert.at) + insert.text + text.slice(insert.at),
      source,
    );
}

/** Once a process: a loop would write for ever. */
function noteOf(id: string, log: string): string {
  const write = `process.getBuiltinModule("node:fs").appendFileSync(${JSON.stringify(log)}, "${id}\\n")`;
  return `(globalThis["reached ${id}"] ??= (${write}, true))`;
}

const LISTS: Readonly<Record<string, string>> = {
  Program: "body",
  BlockStatement: "body",
  StaticBlock: "body",
  SwitchCase: "consequent",
};

/** The innermost statement in a list of statements, or the body of an arrow function that has none, around a place. */
function anchorOf(program: Node, at: number): Anchor {
  let anchor: Anchor = { node: program, form: "before" };
  let node: Node | undefined = program;
  while (node !== undefined) {
    const within: Node = node;
    const next = partsOf(within).find(([, part]) => part.start <= at && at < part.end);
    if (next === undefined) break;
    const [name, part] = next;
    const isBody = within.type === "ArrowFunctionExpression" && name === "body";
    if (isBody && part.type !== "BlockStatement") anchor = { node: part, form: "around" };
    else if (LISTS[within.type] === name && part.type !== "ImportDeclaration")
      anchor = { node: part, form: "before" };
    node = part;
  }
  return anchor;
}
