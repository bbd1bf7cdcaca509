import { table } from "#ground/cli";
import { isJsonNumber } from "#ground/wire";
import { duration, number } from "#ground/words";
import type { CodeDiff, CompareRow, GroupMetric, RunComparison } from "../comparison/index.ts";
import { indented } from "./cells.ts";

/**
 * Runs side by side; only what differs, unless `all`. Where runs were repeated, their metrics follow over the repeats,
 * with what each differs from the first by, and whether that is more than noise.
 */
export function comparisonText(
  comparison: RunComparison,
  all: boolean,
  code?: Pick<CodeDiff, "from" | "to" | "stat" | "problem">,
): string {
  const rows = comparison.rows.filter((row) => all || row.differs);
  const names = comparison.runs.map((run) => `${run.name} (${run.id.slice(0, 8)})`);
  if (rows.length === 0 && !isRepeated(comparison)) return `${names.join(" and ")} do not differ`;
  const cells = rows.map((row) => [row.kind, row.key, ...row.values.map((v) => cell(row, v))]);
  const parts = rows.length === 0 ? [] : [table(["", "", ...names], cells)];
  if (isRepeated(comparison)) parts.push(repeatsText(comparison));
  if (code !== undefined && code.stat !== "") parts.push(`code\n${indented(code.stat)}`);
  if (code?.problem && code.from !== null && code.to !== null)
    parts.push(`code not compared: ${code.problem}`);
  return parts.join("\n\n");
}

/** Long texts are cut: a table of commands is no longer a table. */
const CELL_MAX = 60;

function cell(row: CompareRow, value: CompareRow["values"][number]): string {
  if (value === null) return "-";
  if (typeof value === "number")
    return row.key === "durationMs" && row.kind === "fact" ? duration(value) : number(value);
  if (row.kind === "metric" && isJsonNumber(value)) return number(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (row.kind === "data" || row.key === "commit") return value.slice(0, 8);
  return value.length > CELL_MAX ? `${value.slice(0, CELL_MAX - 3)}...` : value;
}

function isRepeated({ groups, runs, metrics }: RunComparison): boolean {
  if (metrics.length === 0) return false;
  return groups.length < runs.length || groups.some((group) => group.repeats > 0);
}

function repeatsText({ groups, metrics }: RunComparison): string {
  const head = groups.map((group) => {
    const runs = group.runs.length + group.repeats;
    return `${group.label} (${runs === 1 ? "1 run" : `${runs} runs`})`;
  });
  const rows = metrics.map((metric) => [
    metric.key,
    ...metric.groups.map((group, i) => {
      const best = metric.best === i ? " *" : "";
      return `${spread(group)}${best}${against(group)}`;
    }),
  ]);
  return `metrics over repeats (* best; differences are from ${groups[0]?.label})\n${indented(table(["", ...head], rows))}`;
}

function spread({ mean, sd, infinite }: GroupMetric): string {
  const beside = infinite === 0 ? "" : ` + ${infinite} infinite`;
  if (mean === null) return `-${beside}`;
  return `${sd === null ? number(mean) : `${number(mean)} ± ${number(sd)}`}${beside}`;
}

function against({ difference, noise, exceeds }: GroupMetric): string {
  if (difference === null) return "";
  const signed = `${difference < 0 ? "-" : "+"}${number(Math.abs(difference))}`;
  if (noise === null) return `  (${signed})`;
  return `  (${signed}, ${exceeds ? "more than" : "within"} noise ${number(noise)})`;
}
