import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { machine, root } from "./machine.ts";

export type Section = {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What a reader must know to read the table. */
  readonly notes?: readonly string[];
};

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
  process.stdout.write(`${text}\nkept as bench/runs/${file}\n`);
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
