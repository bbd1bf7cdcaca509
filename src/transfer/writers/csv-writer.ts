import type { CarriedRecord } from "#ground/slice";
import { LeftBehind } from "../left-behind.ts";
import type { RecordOf } from "../records.ts";
import type { ExportWriter, LineSink } from "./writer.ts";

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

/** The keys that get a column. */
export type TableKeys = { readonly params: readonly string[]; readonly metrics: readonly string[] };

/** The keys of all runs, sorted. */
export async function tableKeys(records: AsyncIterable<CarriedRecord>): Promise<TableKeys> {
  const [params, metrics] = [new Set<string>(), new Set<string>()];
  for await (const given of records) {
    if (!isListed(given)) continue;
    const record = given as unknown as RecordOf<"run">;
    for (const key of Object.keys(record.params)) params.add(key);
    for (const key of Object.keys(record.latest ?? {})) metrics.add(key);
  }
  return { params: [...params].sort(), metrics: [...metrics].sort() };
}

/** Whether it is a run that lists show; those in the trash are in no table. */
function isListed({ type, lifecycle }: CarriedRecord): boolean {
  return type === "run" && lifecycle !== "deleted";
}

/** A line for each run outside the trash, with a column for each parameter and each metric's latest value (RFC 4180). */
export async function openCsv(lines: LineSink, keys: TableKeys): Promise<ExportWriter> {
  const head = [
    ...FACTS,
    ...keys.params.map((key) => `params.${key}`),
    ...keys.metrics.map((key) => `metrics.${key}`),
  ];
  await lines.write(head.map(cell).join(","));
  return {
    take(given) {
      if (!isListed(given)) return;
      const record = given as unknown as RecordOf<"run">;
      const facts = factsOf(record);
      const cells = [
        ...FACTS.map((fact) => cell(facts[fact])),
        ...keys.params.map((key) => cell(record.params[key] ?? "")),
        ...keys.metrics.map((key) => String(record.latest?.[key] ?? "")),
      ];
      return lines.write(cells.join(","));
    },
    folderOf: () => undefined,
    left: new LeftBehind(),
    end: async () => lines.end?.(),
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
