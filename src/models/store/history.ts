import type { Reader, Tx } from "#ground/database";
import type { PastMove } from "../model.ts";

type HistoryRow = {
  readonly kind: PastMove["kind"];
  readonly name: string;
  readonly alias: string;
  readonly from_version: number | null;
  readonly to_version: number | null;
  readonly detail: string;
  readonly project: string;
  readonly user_name: string;
  readonly reason: string;
  readonly decision_id: string | null;
  readonly moved_at: number;
};

const INSERT = `INSERT INTO models_history
  (number, kind, name, alias, from_version, to_version, detail, project, user_name, reason, decision_id, moved_at)
  VALUES ((SELECT COALESCE(MAX(number), 0) + 1 FROM models_history), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const ALL = `SELECT kind, name, alias, from_version, to_version, detail, project, user_name, reason, decision_id, moved_at
  FROM models_history WHERE name = ? ORDER BY number DESC`;

/** Adds a line to a model's history, which is never changed. */
export async function insertHistory(tx: Tx, line: PastMove): Promise<void> {
  await tx.run(
    INSERT,
    line.kind,
    line.name,
    line.alias,
    line.from,
    line.to,
    line.detail,
    line.project,
    line.user,
    line.reason,
    line.decisionId,
    line.at,
  );
}

/** A model's history, newest first. */
export async function selectHistory(db: Reader, name: string): Promise<PastMove[]> {
  const rows = await db.all<HistoryRow>(ALL, name);
  return rows.map((row) => ({
    kind: row.kind,
    name: row.name,
    alias: row.alias,
    from: row.from_version,
    to: row.to_version,
    detail: row.detail,
    project: row.project,
    user: row.user_name,
    reason: row.reason,
    at: row.moved_at,
    decisionId: row.decision_id,
  }));
}
