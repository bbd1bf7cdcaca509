export type {
  CaseChange,
  CaseComparison,
  Comparison,
  ComparisonCounts,
  ComparisonRow,
  ComparisonStatistics,
  Decision,
  MetricPair,
  Verdict,
} from "./model.ts";
