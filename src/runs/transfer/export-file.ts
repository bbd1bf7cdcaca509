import { createReadStream, existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fail } from "#ground/errors";
import { ERRORS } from "../errors.ts";
import { type ImportRecord, importRecord } from "../import/index.ts";
import { localFiles } from "./local-files.ts";
import { type ArtifactOwner, type ImportSource, LeftBehind } from "./source.ts";

/** Name of the file of records in an exported folder. */
export const RECORDS_FILE = "records.jsonl";

/**
 * What `fettle runs export` wrote: a record a line and, beside it, `artifacts/runs/<id>` and `artifacts/logged-models/<id>`.
 * A line that is none stops the import where it stands: what came before it is in, and the next import goes on.
 */
export function openExportFile(file: string): ImportSource {
  const root = join(dirname(file), "artifacts");
  return {
    title: `the export ${file}`,
    runs: undefined,
    left: new LeftBehind(),
    async *records() {
      let number = 0;
      const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity });
      for await (const line of lines) {
        number += 1;
        if (line.trim() !== "") yield readLine(file, number, line);
      }
    },
    artifacts(owner: ArtifactOwner) {
      const folder = join(root, owner.of === "run" ? "runs" : "logged-models", owner.id);
      return localFiles(existsSync(folder) ? folder : "");
    },
    async close() {},
  };
}

function readLine(file: string, number: number, line: string): ImportRecord {
  let given: unknown;
  try {
    given = JSON.parse(line);
  } catch {
    throw broken(file, number, "it is not JSON");
  }
  const read = importRecord.safeParse(given);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  throw broken(
    file,
    number,
    `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "it does not fit"}`,
  );
}

function broken(file: string, line: number, problem: string): Error {
  return fail(ERRORS, "RUNS_IMPORT_SOURCE", { source: `${file}, line ${line}`, problem });
}
