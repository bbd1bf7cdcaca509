export { RECORDING_ERRORS } from "./errors.ts";
export { createRun, type Run, type Scalar } from "./run.ts";
