import type { RecordedEnvironment } from "../environment/index.ts";
import type { RunDetail } from "../model.ts";
import type { CompareRow, RunComparison } from "./model.ts";

type Cell = CompareRow["values"][number];
type Compared = { readonly run: RunDetail; readonly found: RecordedEnvironment };

/**
 * What runs have in common and where they differ, a line for each fact, data version, parameter, metric, and thing that
 * they ran in. Those that differ come first.
 */
export function compareRows(compared: readonly Compared[]): readonly CompareRow[] {
  const row = (
    kind: CompareRow["kind"],
    key: string,
    read: (one: Compared) => Cell | undefined,
  ): CompareRow => {
    const values = compared.map((one) => read(one) ?? null);
    return { kind, key, values, differs: values.some((value) => value !== values[0]) };
  };
  const keys = (read: (one: Compared) => readonly string[]): string[] =>
    [...new Set(compared.flatMap(read))].sort();
  const rows = [
    row("fact", "commit", ({ run }) => run.commit),
    row("fact", "dirty", ({ run }) => run.dirty),
    row("fact", "changes", ({ found }) => shortPatch(found)),
    row("fact", "command", ({ run }) => run.command?.join(" ")),
    row("fact", "notebook", ({ run }) => run.notebook),
    row("fact", "experiment", ({ run }) => run.experiment),
    row("fact", "status", ({ run }) => run.status),
    row("fact", "durationMs", ({ run }) => run.durationMs),
    ...keys(({ run }) => run.data.map((data) => data.path)).map((path) =>
      row("data", path, ({ run }) => run.data.find((data) => data.path === path)?.md5),
    ),
    ...keys(({ run }) => Object.keys(run.params)).map((key) =>
      row("param", key, ({ run }) => run.params[key]),
    ),
    ...keys(({ run }) => Object.keys(run.metrics)).map((key) =>
      row("metric", key, ({ run }) => run.metrics[key]),
    ),
    ...environmentRows(row, keys),
  ];
  return [...rows.filter((one) => one.differs), ...rows.filter((one) => !one.differs)];
}

function environmentRows(
  row: (
    kind: CompareRow["kind"],
    key: string,
    read: (one: Compared) => Cell | undefined,
  ) => CompareRow,
  keys: (read: (one: Compared) => readonly string[]) => string[],
): CompareRow[] {
  const of = (one: Compared) => one.found.environment;
  const packages = (one: Compared) => of(one)?.python?.packages ?? {};
  const variables = (one: Compared) => of(one)?.variables ?? {};
  const facts = [
    row("environment", "python", (one) => of(one)?.python?.version),
    row("environment", "node", (one) => of(one)?.node),
    row("environment", "platform", (one) => of(one)?.platform),
    row("environment", "cpu", (one) => of(one)?.cpu),
    row("environment", "cores", (one) => of(one)?.cores),
    row("environment", "gpus", (one) => of(one)?.gpus.join(", ") || undefined),
  ].filter((one) => one.values.some((value) => value !== null));
  return [
    ...facts,
    ...keys((one) => Object.keys(packages(one))).map((key) =>
      row("package", key, (one) => packages(one)[key]),
    ),
    ...keys((one) => Object.keys(variables(one))).map((key) =>
      row("variable", key, (one) => variables(one)[key]),
    ),
  ];
}

/** The size of what was not committed: enough to see that two dirty trees differ. */
function shortPatch({ patch }: RecordedEnvironment): string | null {
  if (patch === null) return null;
  const lines = patch.text.split("\n").filter((line) => /^[+-](?![+-]{2} )/.test(line)).length;
  const changed = `${lines} lines changed`;
  return patch.untrackedTotal === 0 ? changed : `${changed}, ${patch.untrackedTotal} new files`;
}

/** The runs of a comparison as its head names them. */
export function comparedRuns(runs: readonly RunDetail[]): RunComparison["runs"] {
  return runs.map(({ id, name, experiment, status, startedAt }) => ({
    id,
    name,
    experiment,
    status,
    startedAt,
  }));
}
