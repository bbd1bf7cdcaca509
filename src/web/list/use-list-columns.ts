import { useCallback, useMemo, useState } from "react";
import type { Column } from "#web/table";
import type { ColumnSpec, ColumnWords } from "./column-words.ts";
import { moveColumn } from "./move-column.ts";

/** The columns of a list as somebody chose them. */
export type ChosenColumns<K extends string> = {
  /** All that were chosen, in order. */
  readonly specs: readonly ColumnSpec<K>[];
  /** Those in the table: less the ones hidden because nothing differs in them. */
  readonly shown: readonly ColumnSpec<K>[];
  readonly hidden: number;
  setSpecs(specs: readonly ColumnSpec<K>[]): void;
};

/** The key of the first column, which always stands there and cannot be moved. */
export const FIRST_COLUMN = "name";

/** The table's columns from what was chosen, and what a dragged or moved one does to the choice. */
export function useListColumns<R, K extends string>(options: {
  readonly words: ColumnWords<K>;
  readonly chosen: ChosenColumns<K>;
  /** The first column; the width is what it was dragged to. Both functions must stay the same while nothing changes. */
  readonly first: (width: number | undefined) => Column<R>;
  readonly column: (spec: ColumnSpec<K>) => Column<R>;
}) {
  const { words, first, column } = options;
  const { specs, shown, setSpecs } = options.chosen;
  const [width, setWidth] = useState<number>();
  const columns = useMemo(
    () => [
      first(width),
      ...shown.map((spec) => {
        const own = column(spec);
        return spec.width === undefined ? own : { ...own, width: spec.width };
      }),
    ],
    [shown, width, first, column],
  );
  const onWidth = useCallback(
    (name: string, to: number) => {
      if (name === FIRST_COLUMN) return setWidth(to);
      setSpecs(specs.map((spec) => (words.nameOf(spec) === name ? { ...spec, width: to } : spec)));
    },
    [specs, setSpecs, words],
  );
  const onMoveColumn = useCallback(
    (name: string, by: number) => {
      const from = specs.findIndex((spec) => words.nameOf(spec) === name);
      const moved = moveColumn(specs, from, by);
      if (moved !== undefined) setSpecs(moved);
    },
    [specs, setSpecs, words],
  );
  return { columns, onWidth, onMoveColumn };
}
