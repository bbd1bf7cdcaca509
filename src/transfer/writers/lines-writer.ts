import { createWriteStream, mkdirSync } from "node:fs";
import { join } from "node:path";
import { LeftBehind } from "../left-behind.ts";
import { exportedFolder, RECORDS_FILE } from "../sources/index.ts";
import type { ExportWriter, LineSink } from "./writer.ts";

/** A record a line. */
export function openLinesWriter(write: LineSink): ExportWriter {
  return {
    take: (record) => write(JSON.stringify(record)),
    folderOf: () => undefined,
    left: new LeftBehind(),
    end: async () => write.end?.(),
  };
}

/** The folder that an import reads: the records, and beside them the files. */
export function openFolderWriter(out: string): ExportWriter {
  mkdirSync(out, { recursive: true });
  const stream = createWriteStream(join(out, RECORDS_FILE), { flush: true });
  return {
    take: (record) =>
      new Promise((resolve, reject) => {
        const line = `${JSON.stringify(record)}\n`;
        stream.write(line, (error) => (error ? reject(error) : resolve()));
      }),
    folderOf: (of, id) => exportedFolder(out, { of, id }),
    left: new LeftBehind(),
    end: () =>
      new Promise((resolve, reject) => {
        stream.on("error", reject);
        stream.end(() => resolve());
      }),
  };
}
