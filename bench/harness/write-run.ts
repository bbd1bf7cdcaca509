import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Figure } from "./figure.ts";
import { machine, root } from "./machine.ts";

export type Section = {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What a reader must know to read the table. */
  readonly notes?: readonly string[];
  /** By which another build can be compared with this one. */
  readonly figures?: readonly Figure[];
};

/** Where two builds are compared, one turn's figures go to this file and are no dated run of their own. */
const FIGURES_FILE = process.env["FETTLE_BENCH_FIGURES"];

/**
 * Prints a run's tables and keeps them as bench/runs/<date>-<name>.md.
 * @param remark what holds for all tables
 */
export function writeRun(
  name: string,
  command: string,
  sections: readonly Section[],
  remark = "median [least-most]; contenders took turns",
): void {
  if (FIGURES_FILE !== undefined) {
    const figures = sections.flatMap((section) => section.figures ?? []);
    writeFileSync(FIGURES_FILE, JSON.stringify(figures));
    return;
  }
  const { text, file } = keepRun(name, command, sections, remark);
  process.stdout.write(`${text}\nkept as ${file}\n`);
}

/** Keeps a run without a word, and gives its text and where it lies. */
export function keepRun(
  name: string,
  command: string,
  sections: readonly Section[],
  remark: string,
): { readonly text: string; readonly file: string } {
  const date = new Date().toISOString().slice(0, 10);
  const text = [
    `# ${name}, ${date}`,
    "",
    `    ${command}`,
    "",
    ...machine().map((line) => `- ${line}`),
    `- ${remark}`,
    "",
    ...sections.flatMap((section) => [
      `## ${section.title}`,
      "",
      row(section.head),
      row(section.head.map(() => "---")),
      ...section.rows.map(row),
      "",
      ...(section.notes ?? []).map((note) => `- ${note}`),
      ...(section.notes === undefined ? [] : [""]),
    ]),
  ].join("\n");
  const folder = join(root, "bench", "runs");
  mkdirSync(folder, { recursive: true });
  const file = `${date}-${name}.md`;
  writeFileSync(join(folder, file), `${text.trimEnd()}\n`);
  return { text, file: `bench/runs/${file}` };
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
