import type { ReactNode } from "react";

/** A column of a `Grid`. */
export type Column<R> = {
  /** Stands in the address where one sorts by it. */
  readonly key: string;
  readonly title: ReactNode;
  /** Full name where the title is an icon or cut short. */
  readonly label?: string;
  /** Pixels; the column marked `grows` takes at least as many. */
  readonly width: number;
  readonly grows?: boolean;
  /** Numbers stand at the right, in tabular figures. */
  readonly numeric?: boolean;
  /** Names, hashes, values: set in the typewriter face. */
  readonly mono?: boolean;
  readonly sortable?: boolean;
  /** What it sorts by, where that is not its own key. */
  readonly sortKey?: string;
  cell(row: R): ReactNode;
};

/** No column is narrower or wider than this, whatever one drags or the address says. */
const WIDTH_MIN = 48;
const WIDTH_MAX = 1200;

/** A width within bounds, whole pixels. */
export function boundWidth(width: number): number {
  return Math.round(Math.min(WIDTH_MAX, Math.max(WIDTH_MIN, width)));
}

export type Sort = { readonly key: string; readonly descending: boolean };

/** A click on a header: the other direction on the sorted column, else the column's own first direction. */
export function nextSort(sort: Sort | undefined, key: string, numeric: boolean): Sort {
  if (sort?.key === key) return { key, descending: !sort.descending };
  return { key, descending: numeric };
}

/** `-metrics.loss` is descending, `name` ascending: how a sort is written in the address. */
export function parseSort(text: string | undefined): Sort | undefined {
  if (text === undefined || text === "" || text === "-") return undefined;
  return text.startsWith("-")
    ? { key: text.slice(1), descending: true }
    : { key: text, descending: false };
}

export function writeSort(sort: Sort): string {
  return (sort.descending ? "-" : "") + sort.key;
}
