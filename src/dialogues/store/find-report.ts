import type { Reader } from "#ground/database";
import { fail } from "#ground/errors";
import { ERRORS } from "../errors.ts";
import type { Report } from "../model.ts";
import { readReport } from "./read-report.ts";

/** The ids that begin with a text; two are enough to know that it is not one. */
const SQL = "SELECT id FROM dialogues_reports WHERE id >= ? AND id < ? ORDER BY id LIMIT 2";

/** A report by its id or the beginning of it, at least four digits; DIALOGUES_REPORT_UNKNOWN where there is none. */
export async function findReport(db: Reader, ref: string): Promise<Report> {
  const found = /^[0-9a-f]{4,32}$/.test(ref)
    ? await db.all<{ id: string }>(SQL, ref, `${ref}g`)
    : [];
  const id = found.length === 1 ? found[0]?.id : undefined;
  const report = id === undefined ? undefined : await readReport(db, id);
  if (report === undefined)
    throw fail(ERRORS, "DIALOGUES_REPORT_UNKNOWN", { report: ref, project: undefined });
  return report;
}
