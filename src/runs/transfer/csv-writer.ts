import type { RecordOf } from "../import/index.ts";
import type { RunList } from "../model.ts";
import type { ExportWriter } from "./export-runs.ts";

const FACTS = [
  "id",
  "name",
  "experiment",
  "project",
  "user",
  "status",
  "startedAt",
  "endedAt",
  "commit",
] as const;

/** A line for each run, with a column for each parameter and each metric's latest value (RFC 4180). */
export function openCsv(
  write: ((line: string) => void) & { end?: () => Promise<void> },
  keys: Pick<RunList, "params" | "metrics">,
): ExportWriter {
  const head = [
    ...FACTS,
    ...keys.params.map((key) => `params.${key}`),
    ...keys.metrics.map((key) => `metrics.${key}`),
  ];
  write(head.map(cell).join(","));
  return {
    take(record) {
      if (record.type !== "run") return;
      const facts = factsOf(record);
      const cells = [
        ...FACTS.map((fact) => cell(facts[fact])),
        ...keys.params.map((key) => cell(record.params[key] ?? "")),
        ...keys.metrics.map((key) => String(record.latest?.[key] ?? "")),
      ];
      write(cells.join(","));
    },
    folderOf: () => undefined,
    end: async () => write.end?.(),
  };
}

function factsOf(run: RecordOf<"run">): Record<(typeof FACTS)[number], string> {
  return {
    id: run.id,
    name: run.name,
    experiment: run.experiment,
    project: run.project ?? "",
    user: run.user,
    status: run.status,
    startedAt: new Date(run.startedAt).toISOString(),
    endedAt: run.endedAt === null ? "" : new Date(run.endedAt).toISOString(),
    commit: run.recorded?.commit ?? "",
  };
}

/** Text that a spreadsheet would take for a formula is marked as text. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !Number.isFinite(Number(text)) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
