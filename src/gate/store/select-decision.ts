import type { Reader } from "#ground/database";
import {
  DECISION_COLUMNS,
  type DecisionRow,
  type KeptDecision,
  toDecision,
} from "./decision-row.ts";

const SQL = `SELECT ${DECISION_COLUMNS} FROM gate_decision WHERE id = ?`;

export async function selectDecision(db: Reader, id: string): Promise<KeptDecision | undefined> {
  const row = await db.get<DecisionRow>(SQL, id);
  return row === undefined ? undefined : toDecision(row);
}
