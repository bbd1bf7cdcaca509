export { type Boot, bootNow } from "./boot.ts";
export { type Clock, systemClock } from "./clock.ts";
export { lookAtClock, type PurgeWait, waitOf } from "./jump.ts";
