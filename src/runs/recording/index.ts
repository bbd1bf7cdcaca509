export { RECORDING_ERRORS } from "./errors.ts";
export { createRun, createUploader, type Run, type RunFile, type Scalar } from "./run.ts";
export { tellKept, tellRefused } from "./tell-kept.ts";
