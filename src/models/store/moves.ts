import type { Reader, Tx } from "#ground/database";
import type { PastMove } from "../model.ts";

type MoveRow = {
  readonly name: string;
  readonly alias: string;
  readonly from_version: number | null;
  readonly to_version: number;
  readonly project: string;
  readonly user_name: string;
  readonly reason: string;
  readonly decision_id: string | null;
  readonly moved_at: number;
};

const INSERT = `INSERT INTO models_moves
  (name, number, alias, from_version, to_version, project, user_name, reason, decision_id, moved_at)
  VALUES (?, (SELECT COALESCE(MAX(number), 0) + 1 FROM models_moves WHERE name = ?), ?, ?, ?, ?, ?, ?, ?, ?)`;
const ALL = `SELECT name, alias, from_version, to_version, project, user_name, reason, decision_id, moved_at
  FROM models_moves WHERE name = ? ORDER BY number DESC`;

/** Adds a line to a model's history, which is never changed. */
export async function insertMove(tx: Tx, move: PastMove): Promise<void> {
  await tx.run(
    INSERT,
    move.name,
    move.name,
    move.alias,
    move.from,
    move.to,
    move.project,
    move.user,
    move.reason,
    move.decisionId,
    move.at,
  );
}

/** A model's history, newest first. */
export async function selectMoves(db: Reader, name: string): Promise<PastMove[]> {
  const rows = await db.all<MoveRow>(ALL, name);
  return rows.map((row) => ({
    name: row.name,
    alias: row.alias,
    from: row.from_version,
    to: row.to_version,
    project: row.project,
    user: row.user_name,
    reason: row.reason,
    at: row.moved_at,
    decisionId: row.decision_id,
  }));
}
