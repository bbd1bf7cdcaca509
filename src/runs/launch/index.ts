export type { Launch } from "./describe.ts";
export { LAUNCH_ERRORS } from "./errors.ts";
export { launchRun } from "./launch-run.ts";
