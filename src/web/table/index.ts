export { type Column, parseSort, type Sort, writeSort } from "./column.ts";
export { Grid } from "./grid.tsx";
export { type Branch, RowLink, RowMark } from "./grid-row.tsx";
export { type Stretch, useWindowedRows } from "./use-windowed-rows.ts";
