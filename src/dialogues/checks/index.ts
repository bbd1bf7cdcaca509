export { checkTurn } from "./check-turn.ts";
export type { Evidence } from "./found.ts";
