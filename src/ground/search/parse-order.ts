import type { Grammar } from "./grammar.ts";
import { fieldOf } from "./parse-condition.ts";
import { Scanner } from "./scanner.ts";
import type { Ordering } from "./tree.ts";

/**
 * Reads `metrics.accuracy DESC`, `min.loss`, ``params.`a b` asc``, `start_time`. A field that is named twice is refused,
 * as in MLflow.
 */
export function parseOrderBy(texts: readonly string[], grammar: Grammar): Ordering[] {
  const seen = new Set<string>();
  return texts.map((text) => {
    const scanner = new Scanner(text);
    const ordering = one(scanner, grammar);
    const { target, key, part } = ordering.field;
    const name = `${target} ${part} ${key}`;
    if (seen.has(name)) throw scanner.fail("`order_by` contains duplicate fields", 0);
    seen.add(name);
    return ordering;
  });
}

function one(scanner: Scanner, grammar: Grammar): Ordering {
  scanner.space();
  const at = scanner.at;
  const whole = scanner.quoted('`"');
  const first = whole?.text ?? scanner.word();
  if (first === undefined) throw scanner.fail(`expected what to sort by, got ${scanner.here}`);
  let prefix: string | undefined;
  let key = first;
  const dot = whole === undefined ? first.indexOf(".") : -1;
  if (dot !== -1) {
    prefix = first.slice(0, dot);
    key = first.slice(dot + 1);
    if (key === "") key = scanner.quoted("`\"'")?.text ?? "";
  } else if (whole?.quote === "`" && scanner.sign(".")) {
    prefix = first;
    key = scanner.quoted("`\"'")?.text ?? scanner.word() ?? "";
  }
  const field = fieldOf(scanner, grammar, { prefix, key, at });
  if (field.target === "dataset")
    throw scanner.fail("can't sort by a dataset; there may be many", at);
  scanner.space();
  const descending = scanner.keyword("DESC");
  if (!descending) scanner.keyword("ASC");
  scanner.space();
  if (!scanner.done) throw scanner.fail(`expected ASC or DESC, got ${scanner.here}`);
  return { field, descending };
}
