import type { CaseComparison, Comparison, ComparisonRow } from "../model.ts";

/** What is read of a comparison without its cases. The other columns repeat parts of it, to search by. */
export type SummaryRow = { readonly summary: string };

export function toSummary(row: SummaryRow): ComparisonRow {
  return JSON.parse(row.summary) as ComparisonRow;
}

export function toComparison(row: SummaryRow & { readonly cases: string }): Comparison {
  return { ...toSummary(row), cases: JSON.parse(row.cases) as CaseComparison[] };
}
