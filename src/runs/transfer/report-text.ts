import { bytes, count } from "#ground/words";
import type { ImportReport } from "./import-runs.ts";

const NAMES = {
  experiment: "experiment",
  run: "run",
  "logged-model": "logged model",
  "registered-model": "registered model",
  version: "model version",
} as const;

/** The report of an import as a person reads it. */
export function reportText(report: ImportReport): string {
  const lines = [`Imported from ${report.source}:`];
  for (const [kind, name] of Object.entries(NAMES) as [keyof typeof NAMES, string][]) {
    const { new: added, more, same, refused } = report.counts[kind];
    if (added + more + same + refused === 0) continue;
    const parts = [`${count(added)} ${name}${added === 1 ? "" : "s"} new`];
    if (more > 0) parts.push(`${count(more)} completed`);
    if (same > 0) parts.push(`${count(same)} there already`);
    if (refused > 0) parts.push(`${count(refused)} refused`);
    lines.push(`  ${parts.join(", ")}`);
  }
  lines.push(`  ${count(report.points)} points of metrics read`);
  const { stored, there, bytes: size } = report.artifacts;
  if (stored + there > 0)
    lines.push(
      `  ${count(stored)} files stored (${bytes(size)})${there > 0 ? `, ${count(there)} there already` : ""}`,
    );
  const left = Object.entries(report.left);
  if (left.length > 0) lines.push("Not carried over:");
  for (const [what, times] of left) lines.push(`  ${count(times)} ${what}`);
  if (report.notes.length > 0) lines.push("To know:");
  for (const note of report.notes) lines.push(`  ${note}`);
  return lines.join("\n");
}
