import { bytes, count } from "#ground/words";
import type { Kinds } from "./api.ts";
import type { ImportReport } from "./import-records.ts";

/** The report of an import as a person reads it. */
export function reportText(report: ImportReport, kinds: Kinds): string {
  const lines = [`Imported from ${report.source}:`];
  const titles = new Map(kinds.map(({ name, title }) => [name, title]));
  const names = [...titles.keys(), ...Object.keys(report.counts).filter((k) => !titles.has(k))];
  for (const kind of names) {
    const found = report.counts[kind];
    if (found === undefined) continue;
    const { new: added, more, same, refused } = found;
    const title = titles.get(kind) ?? `record of the kind ${kind}`;
    const parts = [`${count(added)} ${plural(title, added)} new`];
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
  lines.push(...leftLines(report.left));
  if (report.notes.length > 0) lines.push("To know:");
  lines.push(...noteLines(report.notes));
  return lines.join("\n");
}

const NOTES_SHOWN = 100;

/** Notes as lines, as many as can be read; `--json` has all. */
export function noteLines(notes: readonly string[]): string[] {
  const shown = notes.slice(0, NOTES_SHOWN).map((note) => `  ${note}`);
  const more = notes.length - shown.length;
  return more > 0 ? [...shown, `  ... and ${count(more)} more, which --json has`] : shown;
}

/** What was not carried, as lines; none where nothing was left. */
export function leftLines(left: Readonly<Record<string, number>>): string[] {
  const all = Object.entries(left);
  if (all.length === 0) return [];
  return ["Not carried over:", ...all.map(([what, times]) => `  ${count(times)} ${what}`)];
}

/** `edge of lineage`: `edges of lineage`. */
function plural(title: string, of: number): string {
  return of === 1 ? title : title.replace(/^\S+(?= of )|$/, (word) => `${word}s`);
}
