import { createWriteStream, mkdirSync } from "node:fs";
import { join } from "node:path";
import { RECORDS_FILE } from "./export-file.ts";
import type { ExportWriter } from "./export-runs.ts";

/** A record a line. */
export function openLinesWriter(
  write: ((line: string) => void) & { end?: () => Promise<void> },
): ExportWriter {
  return {
    take: (record) => write(JSON.stringify(record)),
    folderOf: () => undefined,
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
    folderOf: ({ of, id }) => join(out, "artifacts", of === "run" ? "runs" : "logged-models", id),
    end: () =>
      new Promise((resolve, reject) => {
        stream.on("error", reject);
        stream.end(() => resolve());
      }),
  };
}
