import { formatFigure, formatTime } from "#web/figures";
import { type Column, RowLink } from "#web/table";
import type { RunRow } from "../model.ts";
import { Elapsed } from "./elapsed.tsx";
import { StatusBadge } from "./status-badge.tsx";

/** Metrics and parameters shown before anybody chose: more would not fit a screen. */
const METRICS_SHOWN = 6;
const PARAMS_SHOWN = 4;

/** Keys of the metric and parameter columns, as the address and the API spell them. */
export function knownColumns(
  metrics: readonly string[],
  params: readonly string[],
): readonly string[] {
  return [...metrics.map((key) => `metrics.${key}`), ...params.map((key) => `params.${key}`)];
}

/** The columns chosen in the address, or the first few; unknown ones are left out. */
export function chosenColumns(
  text: string | undefined,
  metrics: readonly string[],
  params: readonly string[],
): readonly string[] {
  if (text === undefined)
    return knownColumns(metrics.slice(0, METRICS_SHOWN), params.slice(0, PARAMS_SHOWN));
  const wanted = new Set(text.split(","));
  return knownColumns(metrics, params).filter((key) => wanted.has(key));
}

/** The table's columns. */
export function runColumns(chosen: readonly string[]): readonly Column<RunRow>[] {
  return [NAME, STATUS, STARTED, DURATION, ...chosen.map(recorded), ...ORIGIN];
}

const NAME: Column<RunRow> = {
  key: "name",
  title: "Name",
  width: 190,
  grows: true,
  sortable: true,
  cell: (run) => <RowLink to={`/runs/${run.id}`}>{run.name}</RowLink>,
};

const STATUS: Column<RunRow> = {
  key: "status",
  title: "Status",
  width: 116,
  sortable: true,
  cell: (run) => <StatusBadge status={run.status} />,
};

const STARTED: Column<RunRow> = {
  key: "startedAt",
  title: "Started",
  width: 124,
  numeric: true,
  sortable: true,
  cell: (run) => (
    <time dateTime={new Date(run.startedAt).toISOString()}>{formatTime(run.startedAt)}</time>
  ),
};

const DURATION: Column<RunRow> = {
  key: "durationMs",
  title: "Duration",
  width: 110,
  numeric: true,
  sortable: true,
  cell: (run) => <Elapsed run={run} />,
};

const ORIGIN: readonly Column<RunRow>[] = [
  { key: "data", title: "Data", width: 190, mono: true, cell: dataOf },
  {
    key: "commit",
    title: "Commit",
    width: 130,
    mono: true,
    sortable: true,
    cell: (run) => {
      if (run.commit === null) return <span className="text-ink-faint">none</span>;
      return `${run.commit.slice(0, 8)}${run.dirty ? " + edits" : ""}`;
    },
  },
  {
    key: "project",
    title: "Project",
    width: 140,
    cell: (run) => run.project,
  },
  {
    key: "experiment",
    title: "Experiment",
    width: 150,
    sortable: true,
    cell: (run) => run.experiment,
  },
  { key: "user", title: "User", width: 110, sortable: true, cell: (run) => run.user },
];

/** A metric's or a parameter's column; its key says which. */
function recorded(key: string): Column<RunRow> {
  const name = key.slice(key.indexOf(".") + 1);
  const isMetric = key.startsWith("metrics.");
  const kind = isMetric ? "metric" : "parameter";
  return {
    key,
    title: <span className={isMetric ? "" : "italic"}>{name}</span>,
    label: `${name} (${kind})`,
    width: Math.min(220, Math.max(96, name.length * 7.5 + 44)),
    numeric: isMetric,
    mono: !isMetric,
    sortable: true,
    cell: (run) => {
      const value = isMetric ? run.metrics[name] : run.params[name];
      if (value === undefined) return <span className="text-ink-faint">–</span>;
      return isMetric ? <span title={String(value)}>{formatFigure(value)}</span> : String(value);
    },
  };
}

function dataOf(run: RunRow) {
  const [first, ...more] = run.data;
  if (first === undefined) return <span className="text-ink-faint">–</span>;
  const name = first.path.slice(first.path.lastIndexOf("/") + 1);
  const all = run.data.map(({ path, md5 }) => `${path} @ ${md5}`).join("\n");
  return (
    <span title={all}>
      {name}@{first.md5.slice(0, 7)}
      {more.length > 0 && ` +${more.length}`}
    </span>
  );
}
