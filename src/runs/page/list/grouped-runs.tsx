import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useCallback, useMemo } from "react";
import { formatFigure, formatNumber, formatTime } from "#web/figures";
import { useOpenThing } from "#web/link";
import { type ChosenColumns, GroupedTable } from "#web/list";
import { useLive } from "#web/live";
import type { useAddress } from "#web/page";
import { writeSort } from "#web/table";
import type { RunRow } from "../../model.ts";
import { CHOSEN_RUNS } from "../chosen-runs.ts";
import type { ColumnKind, ColumnSpec } from "./column-spec.ts";
import { figureOf, sortGroups } from "./group-figure.ts";
import { filterOfGroup, type RunGroup, type RunsView, readGroups, readRuns } from "./read-runs.ts";
import { useRunColumns } from "./use-run-columns.ts";

/** Runs shown of an expanded group; the rest is a list of its own. */
const INSIDE_MAX = 50;

/** Groups of runs with their counts and the mean and deviation of each metric shown; one opens to its runs. */
export function GroupedRuns(props: {
  readonly view: RunsView;
  readonly columns: ChosenColumns<ColumnKind>;
  readonly extremes: readonly string[];
  readonly setSearch: ReturnType<typeof useAddress>[1];
}) {
  const { view, extremes, setSearch } = props;
  const open = useOpenThing();
  const groups = useGroups(view, props.columns.shown);
  const chosen = CHOSEN_RUNS.use();
  const mark = useCallback(
    ({ id, name }: RunRow) => {
      CHOSEN_RUNS.put([{ id, name }], !chosen.some((each) => each.id === id));
    },
    [chosen],
  );
  const layout = useRunColumns(props.columns, mark);
  const { status, project, experiment, sort } = view;
  return (
    <GroupedTable
      {...layout}
      {...groups}
      noun="run"
      sort={sort}
      inside={(group) => {
        const text = filterOfGroup(view.text, group);
        return {
          queryKey: [
            "runs-in-group",
            { text, status, project, experiment, sort: writeSort(sort), extremes },
          ],
          queryFn: ({ signal }) => readRuns({ ...view, text }, extremes, 0, INSIDE_MAX, signal),
        };
      }}
      sizeOf={sizeOf}
      cellOf={cellOf}
      onUngroup={() => setSearch({ group: "" })}
      onSort={(next) => setSearch({ sort: writeSort(next) })}
      onMark={mark}
      onOpen={(run) => open("run", run.id)}
      onShow={(group) =>
        setSearch({ group: "", q: filterOfGroup(view.text, group) }, { push: true })
      }
    />
  );
}

function sizeOf({ runs }: RunGroup): number {
  return runs;
}

function useGroups(view: RunsView, shown: readonly ColumnSpec[]) {
  const metrics = useMemo(
    () => [
      ...new Set(
        shown
          .filter(({ kind }) => ["metric", "min", "max", "best"].includes(kind))
          .map(({ key }) => key),
      ),
    ],
    [shown],
  );
  const query = useQuery({
    queryKey: [
      "runs-groups",
      view.text,
      view.status,
      view.project,
      view.experiment,
      view.group,
      metrics,
    ],
    queryFn: ({ signal }) => readGroups(view, metrics, signal),
    placeholderData: (before) => before,
    retry: false,
  });
  useLive("runs", () => void query.refetch());
  const groups = useMemo(
    () => query.data && sortGroups(query.data, view.sort),
    [query.data, view.sort],
  );
  return {
    groups,
    error: query.error,
    onRetry: () => void query.refetch(),
    readAt: query.dataUpdatedAt,
  };
}

/** What a group shows in a column of runs. */
function cellOf(group: RunGroup, of: string): ReactNode {
  const figure = figureOf(group, of);
  const stats = of.startsWith("metrics.") ? group.metrics[of.slice("metrics.".length)] : undefined;
  const beside = stats !== undefined && stats.infinite > 0 && (
    <span className="ml-1 text-ink-soft" title={`${stats.infinite} runs have an infinite value`}>
      {stats.infinite} × ∞
    </span>
  );
  if (figure === null && beside !== false) return beside;
  if (figure === null)
    return /^(metrics|min|max|best)\./.test(of) || group.by.some(({ key }) => key === of) ? (
      <span className="text-ink-faint">–</span>
    ) : (
      ""
    );
  if (typeof figure === "string") return figure;
  if (of === "startedAt") return formatTime(figure);
  if (stats === undefined) return formatFigure(figure);
  return (
    <span
      title={`mean of ${stats.runs} runs ± standard deviation; from ${stats.min} to ${stats.max}`}
    >
      {formatFigure(figure)}
      {stats.sd !== null && (
        <span className="text-ink-soft"> ± {formatNumber(Number(stats.sd.toPrecision(2)))}</span>
      )}
      {beside}
    </span>
  );
}
