import type { Tx } from "#ground/database";
import type { Decision } from "../model.ts";

const SQL = `INSERT INTO gate_decision
  (id, project, model, from_version, to_version, verdict, comparison_id, override, reason, decided_by, at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** Keeps a decision, in the write that moves the alias. */
export async function insertDecision(tx: Tx, decision: Decision): Promise<void> {
  await tx.run(
    SQL,
    decision.id,
    decision.project,
    decision.model,
    decision.from,
    decision.to,
    decision.verdict,
    decision.comparisonId,
    decision.override ? 1 : 0,
    decision.reason,
    decision.user,
    decision.at,
  );
}
