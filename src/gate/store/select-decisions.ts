import type { Reader } from "#ground/database";
import type { Decision } from "../model.ts";
import { DECISION_COLUMNS, type DecisionRow, toDecision } from "./decision-row.ts";

const SQL = `SELECT ${DECISION_COLUMNS} FROM gate_decision
  WHERE (? = '' OR project = ?) AND (? = '' OR model = ?)
  ORDER BY at DESC, id LIMIT ?`;

/** Decisions, newest first; an empty project or model means any. */
export async function selectDecisions(
  db: Reader,
  filter: { project: string; model: string; limit: number },
): Promise<Decision[]> {
  const { project, model, limit } = filter;
  const rows = await db.all<DecisionRow>(SQL, project, project, model, model, limit);
  return rows.map(toDecision);
}
