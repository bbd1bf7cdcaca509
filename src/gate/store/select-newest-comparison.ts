import type { Reader } from "#ground/database";
import type { ComparisonRow } from "../model.ts";
import { type SummaryRow, toSummary } from "./comparison-row.ts";

const SQL = `SELECT summary FROM gate_comparison
  WHERE project = ? AND model = ? AND candidate = ? AND champion = ?
  ORDER BY created_at DESC, id LIMIT 1`;

/** The last comparison of two versions, without its cases. */
export async function selectNewestComparison(
  db: Reader,
  pair: { project: string; model: string; candidate: number; champion: number },
): Promise<ComparisonRow | undefined> {
  const { project, model, candidate, champion } = pair;
  const row = await db.get<SummaryRow>(SQL, project, model, candidate, champion);
  return row === undefined ? undefined : toSummary(row);
}
