import { isDeepStrictEqual } from "node:util";
import type { Tx } from "#ground/database";
import { fail } from "#ground/errors";
import { recordEdge } from "#lineage";
import { ERRORS } from "../errors.ts";
import type { Report } from "../model.ts";
import { readReport } from "./read-report.ts";

/**
 * Keeps a report, and that its models went into it. The same report again changes nothing; another one with the same id
 * is DIALOGUES_REPORT_DIFFERS.
 */
export async function saveReport(tx: Tx, report: Report): Promise<void> {
  const there = await readReport(tx, report.id);
  if (there !== undefined) {
    if (isDeepStrictEqual(there, JSON.parse(JSON.stringify(report)))) return;
    throw fail(ERRORS, "DIALOGUES_REPORT_DIFFERS", { report: report.id });
  }
  await tx.run(
    `INSERT INTO dialogues_reports (id, project, suite, arm, started_at, ended_at, counts, cases)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    report.id,
    report.project,
    report.suite,
    JSON.stringify(report.arm),
    report.startedAt,
    report.endedAt,
    JSON.stringify(report.counts),
    JSON.stringify(report.cases),
  );
  for (const [name, version] of Object.entries(report.arm.models))
    await recordEdge(tx, {
      project: report.project,
      from: { kind: "model", id: `${name}@${version}` },
      to: { kind: "report", id: report.id },
      relation: "tested",
      at: report.endedAt,
    });
}
