import type { Column } from "./column.ts";

/** A column with its place among all, or a gap that stands for those out of sight. */
export type PlacedColumn<R> = { readonly column: Column<R>; readonly place: number };

export type Layout<R> = {
  readonly shown: readonly PlacedColumn<R>[];
  /** The tracks of every row, gaps included. */
  readonly template: string;
  readonly width: number;
};

/** Up to so many columns all exist: swapping them would cost more than it saves. */
const ALL_MAX = 24;
const MARGIN_PX = 300;

/**
 * The columns that a view from `left` to `right` (pixels, measured from the first column's start) needs. The first is
 * always there, for it stays in sight; what is skipped leaves a track of its width.
 */
export function layOut<R>(columns: readonly Column<R>[], left: number, right: number): Layout<R> {
  const width = columns.reduce((sum, column) => sum + column.width, 0);
  if (columns.length <= ALL_MAX)
    return {
      shown: columns.map((column, place) => ({ column, place })),
      template: columns
        .map((each) => (each.grows === true ? `minmax(${each.width}px, 1fr)` : `${each.width}px`))
        .join(" "),
      width,
    };
  const shown: PlacedColumn<R>[] = [];
  const tracks: string[] = [];
  let start = 0;
  let skipped = 0;
  for (const [place, column] of columns.entries()) {
    const end = start + column.width;
    const isSeen = end > left - MARGIN_PX && start < right + MARGIN_PX;
    if (place === 0 || isSeen) {
      // A track of no width keeps the place: the cells after the first begin in the third track.
      if (place > 0 && shown.length === 1) tracks.push(`${skipped}px`);
      shown.push({ column, place });
      tracks.push(`${column.width}px`);
      if (shown.length === 1) skipped = 0;
    } else skipped += column.width;
    start = end;
  }
  return { shown, template: tracks.join(" "), width };
}

/** In which track a shown column stands: after the first comes the gap. Where all exist, they stand in their order. */
export function trackOf(order: number, total: number): { readonly gridColumn: number } | undefined {
  if (total <= ALL_MAX) return undefined;
  return { gridColumn: order === 0 ? 1 : order + 2 };
}
