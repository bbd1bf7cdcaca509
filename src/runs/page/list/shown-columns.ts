import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { ChosenColumns } from "#web/list";
import { type ColumnKind, type ColumnSpec, firstColumns, RUN_COLUMNS } from "./column-spec.ts";
import { type Keys, type KnownColumn, type RunsView, readKnownColumns } from "./read-runs.ts";

/** What the matching runs have recorded, as far as it is known. */
export type Known = {
  /** Undefined while they are on their way, and where they were not asked for. */
  readonly columns: readonly KnownColumn[] | undefined;
  readonly error: Error | null;
  /** Asks for them: they are read only where something needs them. */
  retry(): void;
};

/** What the matching runs have recorded: read where only what differs is shown; the columns' dialog asks for itself. */
export function useKnownColumns(view: RunsView): Known {
  const { text, status, project, experiment } = view;
  const query = useQuery({
    queryKey: ["runs-columns", text, status, project, experiment],
    queryFn: ({ signal }) => readKnownColumns(view, signal),
    enabled: view.onlyDiffering,
    retry: false,
  });
  return { columns: query.data, error: query.error, retry: () => void query.refetch() };
}

/** The columns of the table: those chosen, or the first of what was recorded; on demand only where runs differ. */
export function useShownColumns(
  view: RunsView,
  cols: string | undefined,
  keys: Keys | undefined,
  known: readonly KnownColumn[] | undefined,
): Omit<ChosenColumns<ColumnKind>, "setSpecs"> {
  const { onlyDiffering } = view;
  return useMemo(() => {
    const hides = onlyDiffering && known !== undefined;
    const same = new Set(
      (known ?? [])
        .filter(({ distinct }) => distinct === 1)
        .map(({ kind, key }) => `${kind} ${key}`),
    );
    const isSame = ({ kind, key }: ColumnSpec): boolean => {
      const of = kind === "min" || kind === "max" || kind === "best" ? "metric" : kind;
      return same.has(`${of} ${key}`);
    };
    const differing = (kind: "metric" | "param", all: readonly string[]): readonly string[] =>
      hides ? all.filter((key) => !same.has(`${kind} ${key}`)) : all;
    const specs =
      cols === undefined
        ? firstColumns(
            differing("metric", keys?.metrics ?? []),
            differing("param", keys?.params ?? []),
            hides,
          )
        : RUN_COLUMNS.read(cols).specs;
    const shown = hides ? specs.filter((spec) => !isSame(spec)) : specs;
    return { specs, shown, hidden: hides ? same.size : 0 };
  }, [onlyDiffering, cols, keys, known]);
}
