import type { Report, ReportSummary } from "../model.ts";

/** A row of `dialogues_reports` without its cases. */
export type ReportRow = {
  readonly id: string;
  readonly project: string;
  readonly suite: string;
  readonly arm: string;
  readonly started_at: number;
  readonly ended_at: number;
  readonly counts: string;
};

/** The columns of a summary, for the statements beside. */
export const SUMMARY_COLUMNS = "id, project, suite, arm, started_at, ended_at, counts";

export function summaryOf(row: ReportRow): ReportSummary {
  return {
    id: row.id,
    project: row.project,
    suite: row.suite,
    arm: JSON.parse(row.arm) as Report["arm"],
    startedAt: row.started_at,
    endedAt: row.ended_at,
    counts: JSON.parse(row.counts) as Report["counts"],
  };
}
