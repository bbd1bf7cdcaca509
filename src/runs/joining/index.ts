export { childOf, joinRun } from "./join-run.ts";
export { keepPasses } from "./keep-passes.ts";
export { updateJoining } from "./store/joining.ts";
