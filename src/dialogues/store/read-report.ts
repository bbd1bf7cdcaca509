import type { Reader } from "#ground/database";
import type { Report } from "../model.ts";
import { type ReportRow, SUMMARY_COLUMNS, summaryOf } from "./report-row.ts";

const SQL = `SELECT ${SUMMARY_COLUMNS}, cases FROM dialogues_reports WHERE id = ?`;

/** A report by its whole id. */
export async function readReport(db: Reader, id: string): Promise<Report | undefined> {
  const row = await db.get<ReportRow & { cases: string }>(SQL, id);
  if (row === undefined) return undefined;
  return { ...summaryOf(row), cases: JSON.parse(row.cases) as Report["cases"] };
}
