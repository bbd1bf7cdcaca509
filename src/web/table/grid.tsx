import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, useCallback, useEffect, useRef } from "react";
import type { Column, Sort } from "./column.ts";
import "./grid.css";
import { GridHead } from "./grid-head.tsx";
import { type Branch, GridRow } from "./grid-row.tsx";
import { ROW_PX } from "./row-px.ts";
import { useAnchor } from "./use-anchor.ts";
import { useColumnsInSight } from "./use-columns-in-sight.ts";
import { useGridKeys } from "./use-grid-keys.ts";
import { useRoving } from "./use-roving.ts";
import { useSlots } from "./use-slots.ts";
import { useWidths } from "./use-widths.ts";

export type GridProps<R> = {
  readonly label: string;
  readonly columns: readonly Column<R>[];
  readonly total: number;
  /** The row at a place; undefined while it is on its way. */
  readonly rowAt: (index: number) => R | undefined;
  readonly idOf: (row: R) => string;
  /** Where a row stands now; undefined where it is not known. */
  readonly placeOf: (id: string) => number | undefined;
  /** Changes when the list was read anew, so that rows may have moved. */
  readonly readAt?: number;
  readonly sort?: Sort | undefined;
  readonly onSort?: (sort: Sort) => void;
  /** A column was made wider or narrower. */
  readonly onWidth?: (key: string, width: number) => void;
  /** A column was moved by so many places. */
  readonly onMoveColumn?: (key: string, by: number) => void;
  /** Enter or a click. */
  readonly onOpen?: (row: R) => void;
  /** The row chosen, where the screen beside it shows one; it follows j and k. */
  readonly chosen?: string | undefined;
  readonly onChoose?: (row: R) => void;
  /** x or the space bar on a row; with Shift all from the one before. Undefined where rows are not marked. */
  readonly onMark?: (index: number, range: boolean) => void;
  /** Where rows stand below others, how deep one stands and whether its own are shown; the table is a tree then. */
  readonly branchOf?: (row: R) => Branch;
  readonly onSight?: (first: number, last: number) => void;
  /** Rows came in above the ones in sight, which stayed where they were. */
  readonly onInserted?: (rows: number) => void;
  /** The scroll position is at the top. */
  readonly onTop?: () => void;
  /** The first column stays while the others scroll sideways. */
  readonly stickyFirst?: boolean;
  readonly className?: string;
};

/**
 * A virtual table of one-line rows: only those in sight exist. One row takes the focus (roving); arrows, j and k, Home
 * and End move it, Enter opens. Rows that come in above never push away what one reads.
 */
export function Grid<R>(props: GridProps<R>) {
  const { total, rowAt, idOf } = props;
  const frame = useRef<HTMLDivElement>(null);
  const roving = useRoving({ ...props, frame, chosen: props.chosen, onChoose: props.onChoose });
  const { active } = roving;
  const virtual = useRowsInSight(frame, total, active);
  const first = virtual.range?.startIndex ?? 0;
  const last = virtual.range?.endIndex ?? 0;
  useSight(first, last, props);
  useAnchor({ ...props, frame, first });
  const click = useLatest(props.onOpen ?? props.onChoose);
  const row = rowAt(active);
  useGridKeys({
    frame,
    label: props.label,
    active,
    activeId: roving.activeId,
    move: (to) => roving.move(to, (place) => virtual.scrollToIndex(place, { align: "auto" })),
    open: () => row && click(row),
    total,
    opens: props.onOpen !== undefined,
    mark: props.onMark,
  });

  const { columns, onWidth } = useWidths(props.columns, props.onWidth);
  const layout = useColumnsInSight(frame, columns);
  const tabStop = row === undefined ? first : active;
  const slots = useSlots(virtual.getVirtualItems(), virtual.isScrolling);
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles have a name
    <div
      ref={frame}
      role={props.branchOf === undefined ? "grid" : "treegrid"}
      aria-label={props.label}
      aria-rowcount={total + 1}
      aria-colcount={columns.length}
      className={`grid-table ${props.stickyFirst === true ? asideClass(layout.aside) : ""} ${props.className ?? ""}`}
      style={styleOf(layout)}
    >
      <GridHead
        layout={layout}
        total={columns.length}
        sort={props.sort}
        onSort={props.onSort}
        onWidth={onWidth}
        onMove={props.onMoveColumn}
      />
      <div
        role="rowgroup"
        className="grid-body"
        style={{ height: Math.max(virtual.getTotalSize(), 1) }}
      >
        {slots.map(({ slot, index, start }) => {
          const row = rowAt(index);
          const id = row === undefined ? undefined : idOf(row);
          return (
            <GridRow
              key={slot}
              index={index}
              top={start}
              row={row}
              id={id}
              shown={layout.shown}
              total={columns.length}
              tabStop={index === tabStop}
              chosen={props.chosen === undefined ? undefined : id === props.chosen}
              branch={row === undefined ? undefined : props.branchOf?.(row)}
              onFocus={roving.setFocusedId}
              onClick={click}
            />
          );
        })}
      </div>
    </div>
  );
}

function styleOf({ template, width, aside }: ReturnType<typeof useColumnsInSight>): CSSProperties {
  return {
    "--columns": template,
    "--columns-width": `${width}px`,
    "--aside": `${aside ?? 0}px`,
  } as CSSProperties;
}

/** How the first column stays in sight: see grid.css. */
function asideClass(aside: number | undefined): string {
  if (aside === undefined) return "grid-aside grid-sticky";
  return aside > 0 ? "grid-aside" : "";
}

/** A function that stays the same and calls the newest one, so that rows need not be made anew for it. */
function useLatest<R>(callback: ((row: R) => void) | undefined): (row: R) => void {
  const latest = useRef(callback);
  latest.current = callback;
  return useCallback((row) => latest.current?.(row), []);
}

/** Tells the screen which rows are in sight. */
function useSight(
  first: number,
  last: number,
  { onSight, onTop }: Pick<GridProps<never>, "onSight" | "onTop">,
): void {
  useEffect(() => onSight?.(first, last), [first, last, onSight]);
  useEffect(() => {
    if (first === 0) onTop?.();
  }, [first, onTop]);
}

function useRowsInSight(
  frame: { readonly current: HTMLDivElement | null },
  total: number,
  active: number,
) {
  return useVirtualizer({
    count: total,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_PX,
    overscan: 5,
    scrollPaddingStart: ROW_PX + 1,
    // The focused row stays in the document, or the focus would fall out of the table.
    rangeExtractor: ({ startIndex, endIndex, overscan, count }) => {
      const from = Math.max(0, startIndex - overscan);
      const to = Math.min(count - 1, endIndex + overscan);
      const places = Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
      if (active < count && (active < from || active > to)) places.push(active);
      return places.sort((a, b) => a - b);
    },
  });
}
