export type { Launch } from "./describe.ts";
export { LAUNCH_ERRORS } from "./errors.ts";
export { launchRun } from "./launch-run.ts";
export { launchText } from "./launch-text.ts";
