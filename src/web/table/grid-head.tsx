import { ArrowDown, ArrowUp } from "lucide-react";
import { type Column, nextSort, type Sort } from "./column.ts";

/** The header row of a `Grid`; a click on a sortable title sorts. */
export function GridHead<R>(props: {
  readonly columns: readonly Column<R>[];
  readonly sort: Sort | undefined;
  readonly onSort: ((sort: Sort) => void) | undefined;
}) {
  return (
    <div role="rowgroup" className="grid-head">
      <div role="row" className="grid-row" aria-rowindex={1}>
        {props.columns.map((column, i) => (
          <Title key={column.key} column={column} index={i} {...props} />
        ))}
      </div>
    </div>
  );
}

function Title<R>(props: {
  readonly column: Column<R>;
  readonly index: number;
  readonly sort: Sort | undefined;
  readonly onSort: ((sort: Sort) => void) | undefined;
}) {
  const { column, sort, onSort } = props;
  const sorted = sort?.key === column.key;
  const Arrow = sort?.descending === true ? ArrowDown : ArrowUp;
  const numeric = column.numeric === true;
  const sortable = column.sortable === true && onSort !== undefined;
  const direction = sort?.descending === true ? "descending" : "ascending";
  return (
    <div
      role="columnheader"
      aria-colindex={props.index + 1}
      aria-sort={sorted ? direction : undefined}
      className={`${sortable ? "" : "grid-plain"} ${numeric ? "grid-numeric" : ""}`}
      title={column.label}
    >
      {sortable ? (
        <button
          type="button"
          aria-label={column.label}
          onClick={() => onSort(nextSort(sort, column.key, numeric))}
        >
          <span className="truncate">{column.title}</span>
          {sorted && <Arrow size={12} aria-hidden className="shrink-0" />}
        </button>
      ) : (
        column.title
      )}
    </div>
  );
}
