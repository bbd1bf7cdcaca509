export { findReport } from "./find-report.ts";
export { listReports } from "./list-reports.ts";
export { readReport } from "./read-report.ts";
export { reportIds } from "./report-ids.ts";
export { saveReport } from "./save-report.ts";
