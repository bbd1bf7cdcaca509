export { startLive, useLive, useLiveState } from "./live.ts";
export type { LiveState } from "./stream.ts";
