export { exportRuns } from "./export-runs.ts";
export { importRuns } from "./import-runs.ts";
export { openSource } from "./open-source.ts";
export { reportText } from "./report-text.ts";
