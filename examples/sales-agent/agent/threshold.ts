import type { Decision } from "./heuristics.ts";
import { describePrediction, type Prediction } from "./model.ts";
import type { State } from "./session.ts";

/**
 * Below it the agent would rather ask than guess. Chosen when keyword rules served, which say 1 where
 * they know and 0 where they don't; a model with another scale of confidence turns this promise off
 * (sure of everything) or makes it a nuisance (sure of nothing) without one line changing here.
 */
export const CONFIDENCE_MIN = 0.6;

/** Not understood once is asked back; not understood again is work for a person. */
const ASKED_BACK_MAX = 1;

export function decide(prediction: Prediction, state: State): Decision & { sure: boolean } {
  const found = describePrediction(prediction);
  if (prediction.confidence >= CONFIDENCE_MIN) {
    return { route: prediction.intent, sure: true, note: found };
  }
  const route = state.asked_back < ASKED_BACK_MAX ? "ask_back" : "human";
  return { route, sure: false, note: `${found} is below ${CONFIDENCE_MIN}` };
}
