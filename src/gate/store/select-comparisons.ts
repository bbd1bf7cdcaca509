import type { Reader } from "#ground/database";
import type { ComparisonRow } from "../model.ts";
import { type SummaryRow, toSummary } from "./comparison-row.ts";

const SQL = `SELECT summary FROM gate_comparison
  WHERE (? = '' OR project = ?) AND (? = '' OR model = ?)
  ORDER BY created_at DESC, id LIMIT ?`;

/** Comparisons without their cases, newest first; an empty project or model means any. */
export async function selectComparisons(
  db: Reader,
  filter: { project: string; model: string; limit: number },
): Promise<ComparisonRow[]> {
  const { project, model, limit } = filter;
  const rows = await db.all<SummaryRow>(SQL, project, project, model, model, limit);
  return rows.map(toSummary);
}
