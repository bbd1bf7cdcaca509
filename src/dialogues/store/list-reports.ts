import type { Reader } from "#ground/database";
import type { ReportSummary } from "../model.ts";
import { type ReportRow, SUMMARY_COLUMNS, summaryOf } from "./report-row.ts";

const OF_PROJECT = `SELECT ${SUMMARY_COLUMNS} FROM dialogues_reports
  WHERE project = ? ORDER BY ended_at DESC, id DESC LIMIT ?`;
const OF_ALL = `SELECT ${SUMMARY_COLUMNS} FROM dialogues_reports
  ORDER BY ended_at DESC, id DESC LIMIT ?`;

/** The latest reports, newest first, of one project or of all. */
export async function listReports(
  db: Reader,
  project: string | undefined,
  limit: number,
): Promise<ReportSummary[]> {
  const rows =
    project === undefined
      ? await db.all<ReportRow>(OF_ALL, limit)
      : await db.all<ReportRow>(OF_PROJECT, project, limit);
  return rows.map(summaryOf);
}
