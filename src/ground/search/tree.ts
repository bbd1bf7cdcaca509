/** What a metric is looked at by: its latest value, its lowest, its highest, the better of these, how many points. */
export type Part = "last" | "min" | "max" | "best" | "count";

/** What a condition or an order speaks of. */
export type Field = {
  /** `attribute`, `param`, `metric`, `tag` or `dataset`: which of them there are, a grammar says. */
  readonly target: string;
  /** The key as it was logged; of an attribute its one name, however it was called. */
  readonly key: string;
  /** Of a metric alone; `last` where nothing else was said. */
  readonly part: Part;
};

export type Comparator =
  | "="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "LIKE"
  | "ILIKE"
  | "RLIKE"
  | "IN"
  | "IS NULL";

/** A text for text, a number for numbers and times (milliseconds), a list for IN, nothing for IS NULL. */
export type Operand = string | number | readonly (string | number)[] | undefined;

/** One comparison. What lacks the field fits none but IS NULL. */
export type Comparison = {
  readonly kind: "compare";
  readonly field: Field;
  readonly comparator: Comparator;
  /** NOT LIKE, NOT IN and the like: has the field, and it does not fit. */
  readonly negated: boolean;
  readonly value: Operand;
};

/** What a filter asks. */
export type SearchTree =
  | { readonly kind: "all" | "any"; readonly of: readonly SearchTree[] }
  /** All that does not fit, also what lacks the field. */
  | { readonly kind: "not"; readonly of: SearchTree }
  /** Part of a name, user or command, or the start of an id or a commit. */
  | { readonly kind: "words"; readonly text: string }
  | Comparison;

/** One part of an order. */
export type Ordering = { readonly field: Field; readonly descending: boolean };

/** All comparisons of a tree, left to right. */
function comparisonsOf(tree: SearchTree): Comparison[] {
  if (tree.kind === "compare") return [tree];
  if (tree.kind === "words") return [];
  return tree.kind === "not" ? comparisonsOf(tree.of) : tree.of.flatMap(comparisonsOf);
}

/** Whether a tree needs a connection that knows REGEXP: `Database.aside`. */
export function usesRegex(tree: SearchTree): boolean {
  return comparisonsOf(tree).some((leaf) => leaf.comparator === "RLIKE");
}
