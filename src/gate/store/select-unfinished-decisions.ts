import type { Reader } from "#ground/database";
import type { Decision } from "../model.ts";
import { DECISION_COLUMNS, type DecisionRow, toDecision } from "./decision-row.ts";

const SQL = `SELECT ${DECISION_COLUMNS} FROM gate_decision
  WHERE model = ? AND to_version = ? AND carried_out_at IS NULL ORDER BY at, id`;

/** Decisions for a version that a killed server may have left half done. */
export async function selectUnfinishedDecisions(
  db: Reader,
  model: string,
  version: number,
): Promise<Decision[]> {
  const rows = await db.all<DecisionRow>(SQL, model, version);
  return rows.map((row) => toDecision(row).decision);
}
