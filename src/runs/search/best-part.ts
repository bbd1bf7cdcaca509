import type { Field, Ordering, SearchTree } from "#ground/search";
import type { Direction } from "../model.ts";

type Chosen = Readonly<Record<string, Direction>>;

/** A filter in which the best value of a metric is what the project chose for it; others go by their name. */
export function bestChosen(tree: SearchTree, chosen: Chosen): SearchTree {
  if (tree.kind === "words") return tree;
  if (tree.kind === "compare") return { ...tree, field: fieldChosen(tree.field, chosen) };
  if (tree.kind === "not") return { kind: "not", of: bestChosen(tree.of, chosen) };
  return { kind: tree.kind, of: tree.of.map((part) => bestChosen(part, chosen)) };
}

/** As `bestChosen`, for an order. */
export function orderChosen(order: Ordering, chosen: Chosen): Ordering {
  return { ...order, field: fieldChosen(order.field, chosen) };
}

function fieldChosen(field: Field, chosen: Chosen): Field {
  if (field.part !== "best" || !Object.hasOwn(chosen, field.key)) return field;
  return { ...field, part: chosen[field.key] === "lower" ? "min" : "max" };
}
