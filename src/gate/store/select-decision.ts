import type { Reader } from "#ground/database";
import type { Decision } from "../model.ts";
import { DECISION_COLUMNS, type DecisionRow, toDecision } from "./decision-row.ts";

const SQL = `SELECT ${DECISION_COLUMNS} FROM gate_decision WHERE id = ?`;

export async function selectDecision(db: Reader, id: string): Promise<Decision | undefined> {
  const row = await db.get<DecisionRow>(SQL, id);
  return row === undefined ? undefined : toDecision(row);
}
