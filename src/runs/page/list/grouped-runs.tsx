import { useQueries, useQuery } from "@tanstack/react-query";
import { ChevronDown, ChevronRight } from "lucide-react";
import { type ReactNode, useCallback, useMemo, useState } from "react";
import { formatFigure, formatNumber, formatTime } from "#web/figures";
import { Button } from "#web/form";
import { useOpenThing } from "#web/link";
import { useLive } from "#web/live";
import { EmptyNotice, ProblemNotice, Skeleton } from "#web/notice";
import type { useAddress } from "#web/page";
import { type Branch, type Column, Grid, writeSort } from "#web/table";
import type { RunRow } from "../../model.ts";
import { chooseRuns, useChosenRuns } from "../use-chosen-runs.ts";
import type { ColumnSpec } from "./column-spec.ts";
import { figureOf, sortGroups } from "./group-figure.ts";
import {
  extremesIn,
  filterOfGroup,
  type RunGroup,
  type RunsView,
  readGroups,
  readRuns,
} from "./read-runs.ts";
import { useRunColumns } from "./runs-table.tsx";
import type { ShownColumns } from "./shown-columns.ts";

/** Runs shown of an expanded group; the rest is a list of its own. */
const INSIDE_MAX = 50;

/** A line of the grouped table. */
type Line =
  | {
      readonly kind: "group";
      readonly id: string;
      readonly group: RunGroup;
      readonly open: boolean;
    }
  | { readonly kind: "run"; readonly id: string; readonly run: RunRow }
  | { readonly kind: "rest"; readonly id: string; readonly group: RunGroup; readonly text: string };

/** Groups of runs with their counts and the mean and deviation of each metric shown; one opens to its runs. */
export function GroupedRuns(props: {
  readonly view: RunsView;
  readonly columns: ShownColumns;
  readonly cols: string | undefined;
  readonly setSearch: ReturnType<typeof useAddress>[1];
}) {
  const { view, setSearch } = props;
  const openThing = useOpenThing();
  const { groups, error, refetch, readAt } = useGroups(view, props.columns.shown);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const lines = useLines(view, groups ?? [], open, extremesIn(props.cols));
  const chosen = useChosenRuns();
  const mark = useCallback(
    (run: RunRow) => {
      const on = !chosen.some(({ id }) => id === run.id);
      chooseRuns([{ id: run.id, name: run.name }], on);
    },
    [chosen],
  );
  const { columns: own, onWidth, onMoveColumn } = useRunColumns(props.columns, mark);
  const columns = useMemo(() => own.map(lineColumn), [own]);
  const places = useMemo(() => new Map(lines.map(({ id }, i) => [id, i])), [lines]);
  const enter = (line: Line): void => {
    if (line.kind === "run") openThing("run", line.run.id);
    else if (line.kind === "rest")
      setSearch({ group: "", q: filterOfGroup(view.text, line.group) }, { push: true });
    else {
      const next = new Set(open);
      if (!next.delete(line.id)) next.add(line.id);
      setOpen(next);
    }
  };
  if (groups === undefined)
    return error === null ? (
      <Skeleton lines={10} label="Grouping the runs" />
    ) : (
      <>
        <ProblemNotice problem={error} doing="group the runs" onRetry={refetch} />
        <Button className="mx-4 w-fit" onClick={() => setSearch({ group: "" })}>
          Show them ungrouped
        </Button>
      </>
    );
  if (groups.length === 0)
    return (
      <EmptyNotice title="No groups">
        <p>No matching run has what it is grouped by.</p>
      </EmptyNotice>
    );
  return (
    <Grid
      label="Groups of runs"
      className="min-h-0 flex-1"
      stickyFirst
      columns={columns}
      total={lines.length}
      rowAt={(i) => lines[i]}
      idOf={({ id }) => id}
      placeOf={(id) => places.get(id)}
      readAt={readAt}
      sort={view.sort}
      onSort={(sort) => setSearch({ sort: writeSort(sort) })}
      onWidth={onWidth}
      onMoveColumn={onMoveColumn}
      onOpen={enter}
      onMark={(i) => {
        const line = lines[i];
        if (line?.kind === "run") mark(line.run);
      }}
      branchOf={branchOf}
    />
  );
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
    refetch: () => void query.refetch(),
    readAt: query.dataUpdatedAt,
  };
}

const INSIDE: Branch = { level: 2 };
const OPEN: Branch = { level: 1, expanded: true };
const SHUT: Branch = { level: 1, expanded: false };

/** The same thing for the same answer: a row is drawn anew only where something is new. */
function branchOf(line: Line): Branch {
  if (line.kind !== "group") return INSIDE;
  return line.open ? OPEN : SHUT;
}

function idOf({ by }: RunGroup): string {
  return JSON.stringify(by.map(({ key, value }) => [key, value]));
}

/** The groups, and below an open one its runs. */
function useLines(
  view: RunsView,
  groups: readonly RunGroup[],
  open: ReadonlySet<string>,
  extremes: readonly string[],
): readonly Line[] {
  const opened = groups.filter((group) => open.has(idOf(group)));
  const inside = useQueries({
    queries: opened.map((group) => {
      const text = filterOfGroup(view.text, group);
      const { status, project, experiment, sort } = view;
      return {
        queryKey: [
          "runs-in-group",
          { text, status, project, experiment, sort: writeSort(sort), extremes },
        ],
        queryFn: ({ signal }: { signal: AbortSignal }) =>
          readRuns({ ...view, text }, extremes, 0, INSIDE_MAX, signal),
      };
    }),
  });
  return groups.flatMap((group): Line[] => {
    const id = idOf(group);
    const head: Line = { kind: "group", id, group, open: open.has(id) };
    const place = opened.indexOf(group);
    if (place === -1) return [head];
    const { data, error } = inside[place] ?? {};
    const rest = (text: string): Line => ({ kind: "rest", id: `${id} rest`, group, text });
    if (data === undefined)
      return [head, rest(error == null ? "…" : `Could not be read: ${error.message}`)];
    const runs = data.rows.map((run): Line => ({ kind: "run", id: `${id} ${run.id}`, run }));
    const more = data.total - runs.length;
    if (more <= 0) return [head, ...runs];
    return [head, ...runs, rest(`${more.toLocaleString("en-US")} more: show this group as a list`)];
  });
}

/** A column of runs as one of lines: a group has counts, means and deviations where a run has values. */
function lineColumn(column: Column<RunRow>): Column<Line> {
  return {
    ...column,
    // A mean with its deviation is wider than a value.
    width: column.numeric === true ? Math.max(column.width, 150) : column.width,
    cell(line): ReactNode {
      if (line.kind === "run")
        return column.key === "name" ? (
          <span className="pl-6">{column.cell(line.run)}</span>
        ) : (
          column.cell(line.run)
        );
      if (line.kind === "rest")
        return column.key === "name" ? <span className="pl-6 text-accent">{line.text}</span> : "";
      return column.key === "name" ? (
        <GroupTitle line={line} />
      ) : (
        <OfGroup of={column.key} group={line.group} />
      );
    },
  };
}

function GroupTitle({ line }: { readonly line: Extract<Line, { kind: "group" }> }) {
  const Chevron = line.open ? ChevronDown : ChevronRight;
  return (
    <span
      className="font-medium"
      title={line.group.by.map(({ key, value }) => `${key} = ${value ?? "none"}`).join(", ")}
    >
      <Chevron size={14} aria-hidden className="mr-1 inline-block align-[-2px] text-ink-faint" />
      {line.group.by.map(({ key, value }, i) => (
        <span key={key}>
          {i > 0 && " · "}
          {value ?? <span className="text-ink-faint">no {key.slice(key.indexOf(".") + 1)}</span>}
        </span>
      ))}{" "}
      <span className="font-normal text-ink-faint">
        ({line.group.runs.toLocaleString("en-US")})
      </span>
    </span>
  );
}

function OfGroup({ of, group }: { readonly of: string; readonly group: RunGroup }) {
  const figure = figureOf(group, of);
  if (figure === null)
    return /^(metrics|min|max|best)\./.test(of) || group.by.some(({ key }) => key === of) ? (
      <span className="text-ink-faint">–</span>
    ) : (
      ""
    );
  if (typeof figure === "string") return figure;
  if (of === "startedAt") return formatTime(figure);
  const stats = of.startsWith("metrics.") ? group.metrics[of.slice("metrics.".length)] : undefined;
  if (stats === undefined) return formatFigure(figure);
  return (
    <span
      title={`mean of ${stats.runs} runs ± standard deviation; from ${stats.min} to ${stats.max}`}
    >
      {formatFigure(figure)}
      {stats.sd !== null && (
        <span className="text-ink-soft"> ± {formatNumber(Number(stats.sd.toPrecision(2)))}</span>
      )}
    </span>
  );
}
