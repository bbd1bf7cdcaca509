export { openCsv, tableKeys } from "./csv-writer.ts";
export { openFileStoreWriter } from "./file-store-writer.ts";
export { openLineFile } from "./line-file.ts";
export { openFolderWriter, openLinesWriter } from "./lines-writer.ts";
export type { ExportWriter, LineSink } from "./writer.ts";
