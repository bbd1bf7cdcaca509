import { rowChoice } from "#web/list";

/** The runs chosen for a comparison or an action: as many as a comparison takes. */
export const CHOSEN_RUNS = rowChoice(20);
