export { BEAT_ROUTES } from "./beat.ts";
export { watchLost } from "./check-lost.ts";
export { runLost } from "./run-lost.ts";
