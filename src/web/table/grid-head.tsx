import { ArrowDown, ArrowUp } from "lucide-react";
import { type KeyboardEvent, memo, type PointerEvent, type ReactNode, useRef } from "react";
import { boundWidth, type Column, nextSort, type Sort } from "./column.ts";
import { type Layout, trackOf } from "./columns-in-sight.ts";

export type HeadProps<R> = {
  readonly layout: Layout<R>;
  readonly total: number;
  readonly sort: Sort | undefined;
  readonly onSort: ((sort: Sort) => void) | undefined;
  /** A column is as wide as it is while one drags its edge; `done` when one lets go. */
  readonly onWidth: ((key: string, width: number, done: boolean) => void) | undefined;
  readonly onMove: ((key: string, by: number) => void) | undefined;
};

const KEY_STEP_PX = 16;

function Head<R>(props: HeadProps<R>) {
  return (
    <div role="rowgroup" className="grid-head">
      <div role="row" className="grid-row" aria-rowindex={1}>
        {props.layout.shown.map(({ column, place }, order) => (
          <Title
            key={column.key}
            column={column}
            place={place}
            track={trackOf(order, props.total)}
            {...props}
          />
        ))}
      </div>
    </div>
  );
}

/**
 * The header row of a `Grid`; a click on a sortable title sorts. The edge of a column is dragged to its width; Alt with
 * an arrow changes it by keyboard, Alt, Shift and an arrow move the column. Not made anew while one merely scrolls.
 */
export const GridHead = memo(Head) as <R>(props: HeadProps<R>) => ReactNode;

function Title<R>(
  props: HeadProps<R> & {
    readonly column: Column<R>;
    readonly place: number;
    readonly track: { readonly gridColumn: number } | undefined;
  },
) {
  const { column, sort, onSort } = props;
  const sortKey = column.sortKey ?? column.key;
  const sorted = sort?.key === sortKey;
  const Arrow = sort?.descending === true ? ArrowDown : ArrowUp;
  const numeric = column.numeric === true;
  const sortable = column.sortable === true && onSort !== undefined;
  const direction = sort?.descending === true ? "descending" : "ascending";
  const press = (event: KeyboardEvent): void => {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (by === 0 || !event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.shiftKey) props.onMove?.(column.key, by);
    else props.onWidth?.(column.key, boundWidth(column.width + by * KEY_STEP_PX), true);
  };
  return (
    <div
      role="columnheader"
      aria-colindex={props.place + 1}
      aria-sort={sorted ? direction : undefined}
      className={`${sortable ? "" : "grid-plain"} ${numeric ? "grid-numeric" : ""}`}
      style={props.track}
      title={column.label}
    >
      {sortable ? (
        <button
          type="button"
          aria-label={column.label}
          onClick={() => onSort(nextSort(sort, sortKey, numeric))}
          onKeyDown={press}
        >
          <span className="truncate">{column.title}</span>
          {sorted && <Arrow size={12} aria-hidden className="shrink-0" />}
        </button>
      ) : (
        column.title
      )}
      {props.onWidth !== undefined && <Edge column={column} onWidth={props.onWidth} />}
    </div>
  );
}

/** The right edge of a header, dragged to make its column wider. */
function Edge<R>(props: {
  readonly column: Column<R>;
  readonly onWidth: NonNullable<HeadProps<R>["onWidth"]>;
}) {
  const { column, onWidth } = props;
  const held = useRef<{ x: number; width: number }>(undefined);
  const widthAt = (event: PointerEvent): number => {
    const { x, width } = held.current ?? { x: event.clientX, width: column.width };
    return boundWidth(width + event.clientX - x);
  };
  return (
    <span
      aria-hidden
      data-edge={column.key}
      className="grid-edge"
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        const cell = event.currentTarget.parentElement;
        held.current = { x: event.clientX, width: cell?.clientWidth ?? column.width };
      }}
      onPointerMove={(event) => {
        if (held.current !== undefined) onWidth(column.key, widthAt(event), false);
      }}
      onPointerUp={(event) => {
        if (held.current !== undefined) onWidth(column.key, widthAt(event), true);
        held.current = undefined;
      }}
    />
  );
}
