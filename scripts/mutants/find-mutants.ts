import { type Mutant, mutantOf } from "./mutant.ts";
import { isNode, type Node, parse, partsOf } from "./syntax.ts";

type Change = Pick<Mutant, "start" | "end" | "replacement" | "kind">;
/** A node with the nodes that it stands in, the nearest first. */
type Place = { readonly node: Node; readonly within: readonly Node[]; readonly source: string };

const COMPARISONS: Readonly<Record<string, string>> = {
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
  "===": "!==",
  "!==": "===",
};
const ARITHMETIC: Readonly<Record<string, string>> = { "+": "-", "-": "+", "*": "/", "/": "*" };
/** Larger ones are sizes, times and statuses: whether a limit is 4,096 or 4,097 is no behaviour. */
const NUMBER_MAX = 100;
/** Words for people; what they say is checked by the reference and the scenarios. */
const WORDS = new Set([
  ...["summary", "description", "hint", "message", "help", "example", "examples", "when", "title"],
  ...["usage", "metavar", "placeholder", "label", "note"],
]);
/** These are declarations of names, not work. */
const SKIPPED = new Set(["ImportDeclaration", "ExportAllDeclaration", "TaggedTemplateExpression"]);

/** All changes of a file that its slice's tests are asked about. */
export function findMutants(file: string, source: string): readonly Mutant[] {
  const found: Change[] = [];
  const walk = (node: Node, within: readonly Node[]): void => {
    if (SKIPPED.has(node.type)) return;
    found.push(...changesOf({ node, within, source }));
    for (const [name, part] of partsOf(node))
      if (
        !(
          name === "key" ||
          isWords(node, within[0]) ||
          (name === "source" && node.type.startsWith("Export"))
        )
      )
        walk(part, [node, ...within]);
  };
  walk(parse(source), []);
  return found.map((change) => mutantOf(file, source, change));
}

function isWords(node: Node, within: Node | undefined): boolean {
  if (node.type !== "Property") return false;
  const name = nameOf(node);
  return WORDS.has(name) || (name === "value" && within !== undefined && isFlag(within));
}

/** Of a flag `value` is the word that the help shows in its place. */
function isFlag(object: Node): boolean {
  return partsOf(object).some(([, part]) => nameOf(part) === "summary");
}

function nameOf(property: Node): string {
  const key = property["key"];
  return isNode(key) ? String(key["name"] ?? key["value"]) : "";
}

function changesOf(place: Place): Change[] {
  const { node } = place;
  switch (node.type) {
    case "IfStatement":
    case "ConditionalExpression":
      return condition(place, ["true", "false"]);
    case "WhileStatement":
      // Forced to be true it would never end, which says nothing of the tests.
      return condition(place, ["false"]);
    case "BinaryExpression":
      return binary(place);
    case "LogicalExpression":
      return logical(place);
    case "UnaryExpression":
      return node["operator"] === "!" ? [swap(node, text(place, "argument"), "! dropped")] : [];
    case "Literal":
      return literal(place);
    case "SpreadElement":
      return [
        swap(
          node,
          place.within[0]?.type === "ObjectExpression" ? "...{}" : "...[]",
          "spread removed",
        ),
      ];
    case "CallExpression":
      return filter(place);
    case "ExpressionStatement":
      return statement(place);
    case "ReturnStatement":
      return isEarly(place) ? [swap(node, "{}", "early return removed")] : [];
    case "ThrowStatement":
      return [swap(node, "{}", "throw removed")];
    case "AssignmentPattern":
      return [swap(node, text(place, "left"), "default dropped")];
    default:
      return [];
  }
}

function condition(place: Place, forced: readonly string[]): Change[] {
  const test = part(place.node, "test");
  return [
    swap(test, `!(${text(place, "test")})`, "condition negated"),
    ...forced.map((value) => swap(test, value, `condition always ${value}`)),
  ];
}

function binary(place: Place): Change[] {
  const operator = String(place.node["operator"]);
  const compared = COMPARISONS[operator];
  if (compared !== undefined) return [operatorSwap(place, compared, "comparison shifted")];
  const other = ARITHMETIC[operator];
  const joinsText = ["left", "right"].some((side) => isText(part(place.node, side)));
  return other === undefined || joinsText ? [] : [operatorSwap(place, other, "arithmetic turned")];
}

function logical(place: Place): Change[] {
  const operator = String(place.node["operator"]);
  if (operator === "??") return [swap(place.node, text(place, "left"), "default dropped")];
  return [operatorSwap(place, operator === "&&" ? "||" : "&&", "and, or")];
}

function literal({ node, within }: Place): Change[] {
  const { value } = node;
  if (typeof value === "boolean") return [swap(node, String(!value), "boolean flipped")];
  if (typeof value === "number" && value < NUMBER_MAX && !within.some(isLargeProduct))
    return [swap(node, String(value + 1), "number plus 1")];
  const isName = typeof value === "string" && /^\S+$/.test(value);
  // A directive, the type in `import(...)`, a case of which TypeScript alone knows.
  return isName &&
    within[0]?.type !== "ExpressionStatement" &&
    within[0]?.type !== "ImportExpression"
    ? [swap(node, '""', "text emptied")]
    : [];
}

/** `32 * 1024 * 1024`, which is as large a number as any. */
function isLargeProduct(node: Node): boolean {
  if (node.type !== "BinaryExpression" || node["operator"] !== "*") return false;
  return ["left", "right"].some((side) => {
    const factor = part(node, side);
    return isLargeProduct(factor) || Number(factor["value"]) >= NUMBER_MAX;
  });
}

function filter(place: Place): Change[] {
  const callee = part(place.node, "callee");
  if (callee.type !== "MemberExpression" || part(callee, "property")["name"] !== "filter")
    return [];
  const object = part(callee, "object");
  return [swap(place.node, place.source.slice(object.start, object.end), "filter removed")];
}

/** A call alone in its statement, awaited or not, is not made; what is awaited is not waited for. */
function statement({ node, source }: Place): Change[] {
  const expression = part(node, "expression");
  const awaited = expression.type === "AwaitExpression";
  const call = awaited ? part(expression, "argument") : expression;
  if (call.type !== "CallExpression" || part(call, "callee").type === "Super") return [];
  const changes = [swap(node, "{}", "call removed")];
  if (awaited) changes.push(swap(expression, source.slice(call.start, call.end), "await dropped"));
  return changes;
}

/** After it more of the function follows. */
function isEarly({ within: [parent, above] }: Place): boolean {
  if (parent?.type === "IfStatement") return true;
  return parent?.type === "BlockStatement" && above?.type === "IfStatement";
}

function operatorSwap({ node, source }: Place, to: string, kind: string): Change {
  const from = String(node["operator"]);
  const { end } = part(node, "left");
  const gap = source.slice(end, part(node, "right").start);
  const start = end + gap.lastIndexOf(from);
  return { start, end: start + from.length, replacement: to, kind };
}

function isText({ type, value }: Node): boolean {
  return type === "TemplateLiteral" || (type === "Literal" && typeof value === "string");
}

function part(node: Node, name: string): Node {
  return node[name] as Node;
}

function text({ node, source }: Place, name: string): string {
  const { start, end } = part(node, name);
  return source.slice(start, end);
}

function swap({ start, end }: Node, replacement: string, kind: string): Change {
  return { start, end, replacement, kind };
}
