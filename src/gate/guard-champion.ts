import { fail } from "#ground/errors";
import type { AliasMove } from "#models";
import { ERRORS } from "./errors.ts";

/** Decisions whose moves are under way: each is recorded in the same write as its move, so it can't be read before. */
const underWay = new Set<string>();

/** Does the move of a decision; `guardChampion` lets it through while it lasts. */
export async function asDecided<T>(decisionId: string, move: () => Promise<T>): Promise<T> {
  underWay.add(decisionId);
  try {
    return await move();
  } finally {
    underWay.delete(decisionId);
  }
}

/**
 * Fills the hook `aliasMove`: the alias `champion` moves by a decision of the gate alone, whoever asks - command, page
 * or MLflow client - and is removed with a reason alone. Other aliases are nobody's business here.
 */
export async function guardChampion(move: AliasMove): Promise<void> {
  if (move.alias !== "champion" || move.from === move.to) return;
  if (move.decisionId !== undefined && underWay.has(move.decisionId)) return;
  if (move.to === null) {
    // Nothing takes its place, so there is nothing to compare; a reason shows that it was meant.
    if (move.reason.trim() !== "") return;
    throw fail(ERRORS, "GATE_CHAMPION_REMOVED", { model: move.name });
  }
  throw fail(ERRORS, "GATE_UNGATED", { model: move.name, version: move.to });
}
