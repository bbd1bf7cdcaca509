import type { Tx } from "#ground/database";
import type { Comparison } from "../model.ts";

const SQL = `INSERT INTO gate_comparison
  (id, project, model, champion, candidate, created_at, verdict, summary, cases)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** Keeps a comparison whole: the evidence stays, also when the reports are tidied away. */
export async function insertComparison(tx: Tx, comparison: Comparison): Promise<void> {
  const { cases, ...summary } = comparison;
  await tx.run(
    SQL,
    summary.id,
    summary.project,
    summary.model,
    summary.champion,
    summary.candidate,
    summary.createdAt,
    summary.verdict,
    JSON.stringify(summary),
    JSON.stringify(cases),
  );
}
