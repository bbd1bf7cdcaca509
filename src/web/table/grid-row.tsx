import type { Column } from "./column.ts";

/** A row of a `Grid`; dots stand for what is on its way. */
export function GridRow<R>(props: {
  readonly index: number;
  readonly top: number;
  readonly row: R | undefined;
  readonly columns: readonly Column<R>[];
  readonly idOf: (row: R) => string;
  readonly tabStop: boolean;
  readonly chosen: string | undefined;
  readonly onFocus: (id: string) => void;
  readonly onClick: ((row: R) => void) | undefined;
}) {
  const { row, columns } = props;
  const id = row === undefined ? undefined : props.idOf(row);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter is bound for the whole table
    <div
      role="row"
      aria-rowindex={props.index + 2}
      aria-selected={props.chosen === undefined ? undefined : id === props.chosen}
      tabIndex={props.tabStop ? 0 : -1}
      data-row={id}
      style={{ transform: `translateY(${props.top}px)` }}
      onFocus={() => id !== undefined && props.onFocus(id)}
      onClick={(event) => {
        const plain = !event.metaKey && !event.ctrlKey && !event.shiftKey;
        if (row !== undefined && plain && !event.defaultPrevented) props.onClick?.(row);
      }}
    >
      {columns.map((column, i) => (
        <div
          key={column.key}
          role="gridcell"
          aria-colindex={i + 1}
          className={`${column.numeric === true ? "grid-numeric" : ""} ${column.mono === true ? "grid-mono" : ""}`}
        >
          {row === undefined ? <span className="delayed text-ink-faint">…</span> : column.cell(row)}
        </div>
      ))}
    </div>
  );
}
