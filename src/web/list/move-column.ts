import type { ColumnSpec } from "./column-words.ts";

/** The columns with one moved by so many places; undefined where it stands at the edge already. */
export function moveColumn<K extends string>(
  specs: readonly ColumnSpec<K>[],
  from: number,
  by: number,
): readonly ColumnSpec<K>[] | undefined {
  const to = Math.min(specs.length - 1, Math.max(0, from + by));
  const spec = specs[from];
  if (spec === undefined || to === from) return undefined;
  return specs.toSpliced(from, 1).toSpliced(to, 0, spec);
}
