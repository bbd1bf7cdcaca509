import { memo, type ReactNode } from "react";
import type { Column } from "./column.ts";
import { type PlacedColumn, trackOf } from "./columns-in-sight.ts";

/** A row's place among rows that stand below others. */
export type Branch = {
  /** From 1. */
  readonly level: number;
  /** Whether what belongs to it is shown; undefined where nothing can. */
  readonly expanded?: boolean | undefined;
};

type GridRowProps<R> = {
  readonly index: number;
  readonly top: number;
  readonly row: R | undefined;
  readonly id: string | undefined;
  readonly shown: readonly PlacedColumn<R>[];
  /** Columns there are, in sight or not. */
  readonly total: number;
  readonly tabStop: boolean;
  /** Undefined where rows are not chosen. */
  readonly chosen: boolean | undefined;
  /** Undefined where no row stands below another. */
  readonly branch: Branch | undefined;
  readonly onFocus: (id: string) => void;
  readonly onClick: (row: R) => void;
};

function Row<R>(props: GridRowProps<R>) {
  const { row, id, shown } = props;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter is bound for the whole table
    <div
      role="row"
      className="grid-row"
      aria-rowindex={props.index + 2}
      aria-selected={props.chosen}
      aria-level={props.branch?.level}
      aria-expanded={props.branch?.expanded}
      tabIndex={props.tabStop ? 0 : -1}
      data-row={id}
      style={{ transform: `translateY(${props.top}px)` }}
      onFocus={() => id !== undefined && props.onFocus(id)}
      onClick={(event) => {
        // With a modifier a link in the row opens a tab of its own, as links do.
        if (row === undefined || event.metaKey || event.ctrlKey || event.shiftKey) return;
        if ((event.target as HTMLElement).closest("[data-own-click]") !== null) return;
        event.preventDefault();
        props.onClick(row);
      }}
    >
      {shown.map(({ column, place }, order) => (
        <div
          key={column.key}
          role="gridcell"
          aria-colindex={place + 1}
          className={classOf(column)}
          style={trackOf(order, props.total)}
        >
          {row === undefined ? order === 0 && AWAITED : column.cell(row)}
        </div>
      ))}
    </div>
  );
}

const AWAITED = <span className="grid-awaited">…</span>;

function classOf<R>({ numeric, mono }: Column<R>): string {
  if (numeric === true) return "grid-cell grid-numeric";
  return mono === true ? "grid-cell grid-mono" : "grid-cell";
}

/** A row of a `Grid`; dots stand for what is on its way. While one scrolls, only rows that come into sight are made. */
export const GridRow = memo(Row) as <R>(props: GridRowProps<R>) => ReactNode;

/** The link of a row's thing: the row's click opens it here, a click with a modifier in a tab of its own. */
export function RowLink(props: { readonly to: string | undefined; readonly children: ReactNode }) {
  const { to, children } = props;
  if (to === undefined) return <span className="font-medium text-ink">{children}</span>;
  return (
    <a href={to} tabIndex={-1} className="font-medium text-ink hover:underline">
      {children}
    </a>
  );
}

/** The box that chooses a row; with Shift all from the one chosen before. By keyboard the table's own keys do it. */
export function RowMark(props: {
  readonly label: string;
  readonly marked: boolean;
  readonly onMark: (range: boolean) => void;
}) {
  return (
    <input
      type="checkbox"
      data-own-click
      tabIndex={-1}
      aria-label={props.label}
      className="row-mark"
      checked={props.marked}
      onChange={(event) => props.onMark((event.nativeEvent as MouseEvent).shiftKey === true)}
    />
  );
}
