export { DelimitedTable } from "./delimited-table.tsx";
export { JsonTree } from "./json-tree.tsx";
export { Markdown } from "./markdown.tsx";
export { Notebook } from "./notebook.tsx";
export { type PreviewKind, previewKind, readText } from "./preview-kind.ts";
export { TextLines } from "./text-lines.tsx";
