import { fail } from "#ground/errors";
import type { ServerContext } from "#ground/http";
import type { AliasMove } from "#models";
import { ERRORS } from "./errors.ts";
import { selectDecision } from "./store/select-decision.ts";

/**
 * Fills the hook `aliasMove`: the alias `champion` moves only as a recorded decision says, whoever asks - command, page
 * or MLflow client. Other aliases are nobody's business here.
 */
export async function guardChampion(move: AliasMove, context: ServerContext): Promise<void> {
  if (move.alias !== "champion" || move.from === move.to) return;
  const kept =
    move.decisionId === undefined
      ? undefined
      : await selectDecision(context.database, move.decisionId);
  const decision = kept?.decision;
  if (
    decision !== undefined &&
    decision.model === move.name &&
    decision.from === move.from &&
    decision.to === move.to
  )
    return;
  throw fail(ERRORS, "GATE_UNGATED", { model: move.name, version: move.to });
}
