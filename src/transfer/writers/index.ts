export { openCsv, tableKeys } from "./csv-writer.ts";
export { NO_PLACE, openFileStoreWriter } from "./file-store-writer.ts";
export { openLineFile } from "./line-file.ts";
export { openFolderWriter, openLinesWriter } from "./lines-writer.ts";
export type { ExportWriter, LineSink } from "./writer.ts";
