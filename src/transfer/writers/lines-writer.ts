import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { LeftBehind } from "../left-behind.ts";
import { exportedFolder, RECORDS_FILE } from "../sources/index.ts";
import { openLineFile } from "./line-file.ts";
import type { ExportWriter, LineSink } from "./writer.ts";

/** A record a line. */
export function openLinesWriter(lines: LineSink): ExportWriter {
  return {
    take: (record) => lines.write(JSON.stringify(record)),
    folderOf: () => undefined,
    left: new LeftBehind(),
    end: async () => lines.end?.(),
  };
}

/** The folder that an import reads: the records, and beside them the files. */
export function openFolderWriter(out: string): ExportWriter {
  mkdirSync(out, { recursive: true });
  return {
    ...openLinesWriter(openLineFile(join(out, RECORDS_FILE))),
    folderOf: (of, id) => exportedFolder(out, { of, id }),
  };
}
