import type { CompareRow, RunComparison, RunDetail } from "./model.ts";

type Cell = CompareRow["values"][number];

/** What runs have in common and where they differ, a line for each fact, data version, parameter and metric. */
export function compareRuns(runs: readonly RunDetail[]): RunComparison {
  const row = (
    kind: CompareRow["kind"],
    key: string,
    read: (run: RunDetail) => Cell,
  ): CompareRow => {
    const values = runs.map(read);
    return { kind, key, values, differs: values.some((value) => value !== values[0]) };
  };
  const keys = (read: (run: RunDetail) => readonly string[]): string[] =>
    [...new Set(runs.flatMap(read))].sort();
  const paths = keys((run) => run.data.map((data) => data.path));
  const params = keys((run) => Object.keys(run.params));
  const metrics = keys((run) => Object.keys(run.metrics));
  return {
    runs: runs.map(({ id, name, experiment, status, startedAt }) => ({
      id,
      name,
      experiment,
      status,
      startedAt,
    })),
    rows: [
      row("fact", "commit", (run) => run.commit),
      row("fact", "dirty", (run) => run.dirty),
      row("fact", "command", (run) => run.command?.join(" ") ?? null),
      row("fact", "notebook", (run) => run.notebook),
      row("fact", "status", (run) => run.status),
      row("fact", "durationMs", (run) => run.durationMs),
      ...paths.map((path) =>
        row("data", path, (run) => run.data.find((data) => data.path === path)?.md5 ?? null),
      ),
      ...params.map((key) => row("param", key, (run) => run.params[key] ?? null)),
      ...metrics.map((key) => row("metric", key, (run) => run.metrics[key] ?? null)),
    ],
  };
}
