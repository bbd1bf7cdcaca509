import { table } from "#ground/cli";
import { duration, number } from "#ground/words";
import type { CompareRow, RunComparison } from "../model.ts";

/** Runs side by side; only what differs, unless `all`. */
export function comparisonText(comparison: RunComparison, all: boolean): string {
  const rows = comparison.rows.filter((row) => all || row.differs);
  const names = comparison.runs.map((run) => `${run.name} (${run.id.slice(0, 8)})`);
  if (rows.length === 0) return `${names.join(" and ")} do not differ`;
  const cells = rows.map((row) => [row.kind, row.key, ...row.values.map((v) => cell(row, v))]);
  return table(["", "", ...names], cells);
}

/** Long texts are cut: a table of commands is no longer a table. */
const CELL_MAX = 60;

function cell(row: CompareRow, value: CompareRow["values"][number]): string {
  if (value === null) return "-";
  if (typeof value === "number")
    return row.key === "durationMs" && row.kind === "fact" ? duration(value) : number(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (row.kind === "data" || row.key === "commit") return value.slice(0, 8);
  return value.length > CELL_MAX ? `${value.slice(0, CELL_MAX - 3)}...` : value;
}
