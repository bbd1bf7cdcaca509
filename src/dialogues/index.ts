export { type StartedAgent, type StartOptions, startAgent } from "./agent/index.ts";
export { caseResultSchema } from "./api.ts";
export { type DialogueSettings, dialoguesSection } from "./config.ts";
export type { Selection } from "./format/index.ts";
export { loadSuite } from "./load-suite.ts";
export type {
  Arm,
  Call,
  Case,
  CaseResult,
  CheckResult,
  Counts,
  Outcome,
  Report,
  ReportSummary,
  Stage,
  Suite,
  TurnResult,
} from "./model.ts";
export { type RunOptions, runSuite } from "./run-suite.ts";
export { sendReport } from "./send-report.ts";
export { readReport, saveReport } from "./store/index.ts";
