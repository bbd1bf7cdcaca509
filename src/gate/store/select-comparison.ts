import type { Reader } from "#ground/database";
import type { Comparison } from "../model.ts";
import { type SummaryRow, toComparison } from "./comparison-row.ts";

const SQL = "SELECT summary, cases FROM gate_comparison WHERE id = ?";

/** A comparison with its cases. */
export async function selectComparison(db: Reader, id: string): Promise<Comparison | undefined> {
  const row = await db.get<SummaryRow & { cases: string }>(SQL, id);
  return row === undefined ? undefined : toComparison(row);
}
