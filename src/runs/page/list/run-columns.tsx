import { Elapsed, formatFigure, formatTime } from "#web/figures";
import { linkTo } from "#web/link";
import { type Column, RowLink, RowMark } from "#web/table";
import type { RunRow } from "../../model.ts";
import { StatusBadge } from "../status-badge.tsx";
import { type ColumnSpec, FACTS, RUN_COLUMNS } from "./column-spec.ts";

const NONE = <span className="text-ink-faint">–</span>;

/** The first column: the run's name, with the box that chooses it. */
export function nameColumn(options: {
  readonly width: number | undefined;
  readonly isChosen: (run: RunRow) => boolean;
  readonly onMark: (run: RunRow, range: boolean) => void;
}): Column<RunRow> {
  return {
    key: "name",
    title: "Name",
    width: options.width ?? 210,
    grows: options.width === undefined,
    sortable: true,
    cell: (run) => (
      <>
        <RowMark
          label={`Choose ${run.name}`}
          marked={options.isChosen(run)}
          onMark={(range) => options.onMark(run, range)}
        />
        <RowLink to={linkTo("run", run.id)}>{run.name}</RowLink>
      </>
    ),
  };
}

/** A column as somebody chose it. */
export function runColumn(spec: ColumnSpec): Column<RunRow> {
  return spec.kind === "fact" ? factColumn(spec.key) : recordedColumn(spec);
}

const SHAPES: Readonly<Record<string, Omit<Column<RunRow>, "key" | "title">>> = {
  status: { width: 116, sortable: true, cell: (run) => <StatusBadge status={run.status} /> },
  startedAt: {
    width: 124,
    numeric: true,
    sortable: true,
    cell: (run) => <At at={run.startedAt} />,
  },
  endedAt: {
    width: 124,
    numeric: true,
    sortable: true,
    cell: (run) => (run.endedAt === null ? NONE : <At at={run.endedAt} />),
  },
  durationMs: {
    width: 110,
    numeric: true,
    sortable: true,
    cell: (run) => <Elapsed {...run} ticks={run.status === "RUNNING"} />,
  },
  data: { width: 190, mono: true, cell: dataOf },
  commit: {
    width: 130,
    mono: true,
    sortable: true,
    cell: (run) => {
      if (run.commit === null) return <span className="text-ink-faint">none</span>;
      return `${run.commit.slice(0, 8)}${run.dirty ? " + edits" : ""}`;
    },
  },
  project: { width: 140, cell: (run) => run.project },
  experiment: { width: 150, sortable: true, cell: (run) => run.experiment },
  user: { width: 110, sortable: true, cell: (run) => run.user },
  id: { width: 150, mono: true, cell: (run) => run.id },
};

function factColumn(key: string): Column<RunRow> {
  const title = FACTS.find((each) => each[0] === key)?.[1] ?? key;
  const shape = SHAPES[key] ?? { width: 120, cell: () => NONE };
  return { key, title, ...shape };
}

function At({ at }: { readonly at: number }) {
  return <time dateTime={new Date(at).toISOString()}>{formatTime(at)}</time>;
}

const KINDS = {
  metric: { label: "metric", mark: "" },
  min: { label: "lowest of the metric", mark: "min " },
  max: { label: "highest of the metric", mark: "max " },
  best: { label: "best of the metric", mark: "best " },
  param: { label: "parameter", mark: "" },
  tag: { label: "tag", mark: "" },
} as const;

/** A metric's, a parameter's or a tag's column. */
function recordedColumn({ kind, key }: ColumnSpec): Column<RunRow> {
  const { label, mark } = KINDS[kind as keyof typeof KINDS];
  const numeric = kind !== "param" && kind !== "tag";
  return {
    key: RUN_COLUMNS.nameOf({ kind, key }),
    title: (
      <span className={numeric ? "" : "italic"}>
        {mark !== "" && <span className="text-ink-faint">{mark}</span>}
        {key}
      </span>
    ),
    label: `${key} (${label})`,
    width: Math.round(Math.min(220, Math.max(96, (mark.length + key.length) * 7.5 + 44))),
    numeric,
    mono: !numeric,
    sortable: true,
    cell: (run) => {
      const value = recordedIn(run, kind, key);
      if (value === undefined || value === null) return NONE;
      return numeric ? <span title={String(value)}>{formatFigure(value)}</span> : String(value);
    },
  };
}

/** What a run has in a recorded column. */
function recordedIn(run: RunRow, kind: ColumnSpec["kind"], key: string) {
  if (kind === "metric") return run.metrics[key];
  if (kind === "param") return run.params[key];
  if (kind === "tag") return run.tags[key];
  const extremes = run.extremes?.[key];
  return kind === "min" ? extremes?.min : kind === "max" ? extremes?.max : extremes?.best;
}

function dataOf(run: RunRow) {
  const [first, ...more] = run.data;
  if (first === undefined) return NONE;
  const name = first.path.slice(first.path.lastIndexOf("/") + 1);
  const all = run.data.map(({ path, md5 }) => `${path} @ ${md5}`).join("\n");
  return (
    <span title={all}>
      {name}@{first.md5.slice(0, 7)}
      {more.length > 0 && ` +${more.length}`}
    </span>
  );
}
