import { createReadStream, existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fail } from "#ground/errors";
import type { CarriedRecord } from "#ground/slice";
import { ERRORS } from "../errors.ts";
import { LeftBehind } from "../left-behind.ts";
import { localFiles } from "./local-files.ts";
import type { FileOwner, ImportSource } from "./source.ts";

/** Name of the file of records in an exported folder. */
export const RECORDS_FILE = "records.jsonl";

/** Where an exported folder keeps the files of a thing; its first releases know runs and logged models. */
export function exportedFolder(root: string, { of, id }: FileOwner): string {
  return join(root, "artifacts", `${of}s`, id);
}

/**
 * What `fettle export` wrote: a record a line and, beside it, folders of files. A line that is no record is counted and
 * passed over; where the first is none, the file is no export. What the export left behind is told once more.
 */
export function openExportFile(file: string): ImportSource {
  const left = new LeftBehind();
  return {
    title: `the export ${file}`,
    runs: undefined,
    left,
    async *records() {
      let number = 0;
      const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity });
      for await (const line of lines) {
        number += 1;
        if (line.trim() === "") continue;
        const record = recordOf(line);
        if (record === undefined && number === 1)
          throw fail(ERRORS, "TRANSFER_SOURCE", {
            source: `${file}, line ${number}`,
            problem: "it is no record",
          });
        if (record === undefined) left.add("lines that are no records", 1, `line ${number}`);
        else if (record.type === "left" && record["told"] === true)
          left.notes.tell(`${record["count"]} ${record["what"]} (told by the export)`);
        else if (record.type === "left")
          left.add(`${record["what"]} (left out by the export)`, Number(record["count"]) || 0);
        else yield record;
      }
    },
    files(owner) {
      const folder = exportedFolder(dirname(file), owner);
      return localFiles(existsSync(folder) ? folder : "", { of: `${owner.of} ${owner.id}`, left });
    },
    async close() {},
  };
}

function recordOf(line: string): CarriedRecord | undefined {
  try {
    const given: unknown = JSON.parse(line);
    if (typeof given !== "object" || given === null) return undefined;
    return typeof (given as { type?: unknown }).type === "string"
      ? (given as CarriedRecord)
      : undefined;
  } catch {
    return undefined;
  }
}
