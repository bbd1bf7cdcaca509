/** What a JSON Schema says of one value, as far as the reference shows it. */
export type SchemaNode = {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly additionalProperties?: SchemaNode | boolean;
};

/** One line of a table: `agent.start`, its type in words, its default, and what it is for. */
export type Field = {
  readonly path: string;
  readonly type: string;
  readonly fallback: string;
  readonly description: string;
};

/** All values below a schema, objects before their members. */
export function fieldsOf(node: SchemaNode, path = ""): readonly Field[] {
  const fields: Field[] = [];
  for (const [key, child] of Object.entries(node.properties ?? {})) {
    const at = path === "" ? key : `${path}.${key}`;
    const simple = child.default !== undefined && typeof child.default !== "object";
    fields.push({
      path: at,
      type: typeOf(child) + (node.required?.includes(key) === true ? ", required" : ""),
      fallback: simple ? `\`${JSON.stringify(child.default)}\`` : "",
      description: child.description ?? "",
    });
    fields.push(...fieldsOf(child, at));
    if (child.items !== undefined) fields.push(...fieldsOf(child.items, `${at}[]`));
  }
  return fields;
}

function typeOf(node: SchemaNode): string {
  if (node.enum !== undefined) return node.enum.map((value) => JSON.stringify(value)).join(" or ");
  if (node.const !== undefined) return JSON.stringify(node.const);
  if (node.anyOf !== undefined) return [...new Set(node.anyOf.map(typeOf))].join(" or ");
  if (node.type === "array")
    return `list of ${node.items === undefined ? "anything" : typeOf(node.items)}`;
  if (node.type === "object" && typeof node.additionalProperties === "object")
    return `map to ${typeOf(node.additionalProperties)}`;
  if (node.type === undefined) return "anything";
  return typeof node.type === "string" ? node.type : node.type.join(" or ");
}

/** A Markdown table of fields. */
export function fieldTable(fields: readonly Field[]): readonly string[] {
  if (fields.length === 0) return [];
  return [
    "| key | type | default | |",
    "|---|---|---|---|",
    ...fields.map((f) => {
      const cells = [`\`${f.path}\``, f.type, f.fallback, f.description];
      return `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
    }),
    "",
  ];
}
