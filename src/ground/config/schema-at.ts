import type { ZodType } from "zod";

type Node = {
  shape?: Record<string, unknown>;
  def?: { innerType?: unknown; in?: unknown; element?: unknown };
};

/** What a schema says of a path in it; through lists, optional, default and transforming wrappers. */
export function schemaAt(schema: unknown, path: readonly PropertyKey[]): ZodType | undefined {
  let at: unknown = schema;
  for (const key of path) {
    const holder = unwrap(at);
    at = typeof key === "number" ? holder?.def?.element : holder?.shape?.[String(key)];
  }
  return at as ZodType | undefined;
}

/** The keys an object of the schema takes at a path. */
export function knownKeys(schema: unknown, path: readonly PropertyKey[]): string[] {
  return Object.keys(unwrap(schemaAt(schema, path))?.shape ?? {});
}

function unwrap(node: unknown): Node | undefined {
  let at = node as Node | undefined;
  while (at !== undefined && at.shape === undefined) {
    const inner = at.def?.innerType ?? at.def?.in;
    if (inner === undefined) break;
    at = inner as Node;
  }
  return at;
}
