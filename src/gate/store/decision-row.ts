import type { Decision } from "../model.ts";

export const DECISION_COLUMNS = `id, project, model, from_version, to_version, verdict, comparison_id,
  override, reason, decided_by, at`;

export type DecisionRow = {
  readonly id: string;
  readonly project: string;
  readonly model: string;
  readonly from_version: number | null;
  readonly to_version: number;
  readonly verdict: Decision["verdict"];
  readonly comparison_id: string | null;
  readonly override: number;
  readonly reason: string;
  readonly decided_by: string;
  readonly at: number;
};

export function toDecision(row: DecisionRow): Decision {
  return {
    id: row.id,
    project: row.project,
    model: row.model,
    from: row.from_version,
    to: row.to_version,
    verdict: row.verdict,
    comparisonId: row.comparison_id,
    override: row.override === 1,
    reason: row.reason,
    user: row.decided_by,
    at: row.at,
  };
}
