import { memo, type ReactNode } from "react";
import type { Column } from "./column.ts";

type GridRowProps<R> = {
  readonly index: number;
  readonly top: number;
  readonly row: R | undefined;
  readonly id: string | undefined;
  readonly columns: readonly Column<R>[];
  readonly tabStop: boolean;
  /** Undefined where rows are not chosen. */
  readonly chosen: boolean | undefined;
  readonly onFocus: (id: string) => void;
  readonly onClick: (row: R) => void;
};

function Row<R>(props: GridRowProps<R>) {
  const { row, id, columns } = props;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter is bound for the whole table
    <div
      role="row"
      className="grid-row"
      aria-rowindex={props.index + 2}
      aria-selected={props.chosen}
      tabIndex={props.tabStop ? 0 : -1}
      data-row={id}
      style={{ transform: `translateY(${props.top}px)` }}
      onFocus={() => id !== undefined && props.onFocus(id)}
      onClick={(event) => {
        // With a modifier a link in the row opens a tab of its own, as links do.
        if (row === undefined || event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        props.onClick(row);
      }}
    >
      {columns.map((column, i) => (
        <div key={column.key} role="gridcell" aria-colindex={i + 1} className={classOf(column)}>
          {row === undefined ? <span className="delayed text-ink-faint">…</span> : column.cell(row)}
        </div>
      ))}
    </div>
  );
}

function classOf<R>({ numeric, mono }: Column<R>): string {
  if (numeric === true) return "grid-cell grid-numeric";
  return mono === true ? "grid-cell grid-mono" : "grid-cell";
}

/** A row of a `Grid`; dots stand for what is on its way. While one scrolls, only rows that come into sight are made. */
export const GridRow = memo(Row) as <R>(props: GridRowProps<R>) => ReactNode;

/** The link of a row's thing: the row's click opens it here, a click with a modifier in a tab of its own. */
export function RowLink({ to, children }: { readonly to: string; readonly children: ReactNode }) {
  return (
    <a href={to} tabIndex={-1} className="font-medium text-ink hover:underline">
      {children}
    </a>
  );
}
