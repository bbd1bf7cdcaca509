export { findReport } from "./find-report.ts";
export { listReports } from "./list-reports.ts";
export { readReport } from "./read-report.ts";
export { saveReport } from "./save-report.ts";
