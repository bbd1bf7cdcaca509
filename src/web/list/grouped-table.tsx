import { useQueries } from "@tanstack/react-query";
import { ChevronDown, ChevronRight } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import { Button } from "#web/form";
import { EmptyNotice, ProblemNotice, Skeleton } from "#web/notice";
import { type Branch, type Column, Grid, type Sort } from "#web/table";
import { FIRST_COLUMN } from "./use-list-columns.ts";

/** Rows that have the same values of what they are grouped by. */
export type RowGroup = {
  readonly by: readonly { readonly key: string; readonly value: string | null }[];
};

/** How the rows of an open group are read: the first of them, and how many there are. */
export type ReadsInside<R> = {
  readonly queryKey: readonly unknown[];
  queryFn(asked: {
    readonly signal: AbortSignal;
  }): Promise<{ readonly total: number; readonly rows: readonly R[] }>;
};

/** A line of the grouped table. */
type Line<R, G> =
  | { readonly kind: "group"; readonly id: string; readonly group: G; readonly open: boolean }
  | { readonly kind: "row"; readonly id: string; readonly row: R }
  | { readonly kind: "rest"; readonly id: string; readonly group: G; readonly text: string };

type GroupedTableProps<R, G> = {
  /** `run`. */
  readonly noun: string;
  /** In order; undefined while they are on their way. */
  readonly groups: readonly G[] | undefined;
  readonly error: Error | null;
  readonly readAt: number;
  readonly columns: readonly Column<R>[];
  readonly sort: Sort;
  readonly inside: (group: G) => ReadsInside<R>;
  readonly sizeOf: (group: G) => number;
  /** What a group shows in a column other than the first. */
  readonly cellOf: (group: G, column: string) => ReactNode;
  readonly onRetry: () => void;
  readonly onUngroup: () => void;
  readonly onSort: (sort: Sort) => void;
  readonly onWidth: (name: string, width: number) => void;
  readonly onMoveColumn: (name: string, by: number) => void;
  readonly onMark: (row: R) => void;
  readonly onOpen: (row: R) => void;
  /** Shows a group as a list of its own. */
  readonly onShow: (group: G) => void;
};

/** Groups of a list's rows with what their columns sum up; one opens to its rows. */
export function GroupedTable<R extends { readonly id: string }, G extends RowGroup>(
  props: GroupedTableProps<R, G>,
) {
  const { noun, groups, error, cellOf, sizeOf, columns: own } = props;
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const lines = useLines(groups ?? [], open, props.inside);
  const columns = useMemo(
    () => own.map((column) => lineColumn(column, cellOf, sizeOf)),
    [own, cellOf, sizeOf],
  );
  const places = useMemo(() => new Map(lines.map(({ id }, i) => [id, i])), [lines]);
  const enter = (line: Line<R, G>): void => {
    if (line.kind === "row") props.onOpen(line.row);
    else if (line.kind === "rest") props.onShow(line.group);
    else {
      const next = new Set(open);
      if (!next.delete(line.id)) next.add(line.id);
      setOpen(next);
    }
  };
  if (groups === undefined)
    return error === null ? (
      <Skeleton lines={10} label={`Grouping the ${noun}s`} />
    ) : (
      <>
        <ProblemNotice problem={error} doing={`group the ${noun}s`} onRetry={props.onRetry} />
        <Button className="mx-4 w-fit" onClick={props.onUngroup}>
          Show them ungrouped
        </Button>
      </>
    );
  if (groups.length === 0)
    return (
      <EmptyNotice title="No groups">
        <p>No matching {noun} has what it is grouped by.</p>
      </EmptyNotice>
    );
  return (
    <Grid
      label={`Groups of ${noun}s`}
      className="min-h-0 flex-1"
      stickyFirst
      columns={columns}
      total={lines.length}
      rowAt={(i) => lines[i]}
      idOf={({ id }) => id}
      placeOf={(id) => places.get(id)}
      readAt={props.readAt}
      sort={props.sort}
      onSort={props.onSort}
      onWidth={props.onWidth}
      onMoveColumn={props.onMoveColumn}
      onOpen={enter}
      onMark={(i) => {
        const line = lines[i];
        if (line?.kind === "row") props.onMark(line.row);
      }}
      branchOf={branchOf}
    />
  );
}

const INSIDE: Branch = { level: 2 };
const OPEN: Branch = { level: 1, expanded: true };
const SHUT: Branch = { level: 1, expanded: false };

/** The same thing for the same answer: a row is drawn anew only where something is new. */
function branchOf(line: Line<unknown, unknown>): Branch {
  if (line.kind !== "group") return INSIDE;
  return line.open ? OPEN : SHUT;
}

function idOf({ by }: RowGroup): string {
  return JSON.stringify(by.map(({ key, value }) => [key, value]));
}

/** The groups, and below an open one its rows. */
function useLines<R extends { readonly id: string }, G extends RowGroup>(
  groups: readonly G[],
  open: ReadonlySet<string>,
  inside: (group: G) => ReadsInside<R>,
): readonly Line<R, G>[] {
  const opened = groups.filter((group) => open.has(idOf(group)));
  const answers = useQueries({ queries: opened.map(inside) });
  return groups.flatMap((group): Line<R, G>[] => {
    const id = idOf(group);
    const head: Line<R, G> = { kind: "group", id, group, open: open.has(id) };
    const place = opened.indexOf(group);
    if (place === -1) return [head];
    const { data, error } = answers[place] ?? {};
    const rest = (text: string): Line<R, G> => ({ kind: "rest", id: `${id} rest`, group, text });
    if (data === undefined)
      return [head, rest(error == null ? "…" : `Could not be read: ${error.message}`)];
    const rows = data.rows.map((row): Line<R, G> => ({ kind: "row", id: `${id} ${row.id}`, row }));
    const more = data.total - rows.length;
    if (more <= 0) return [head, ...rows];
    return [head, ...rows, rest(`${more.toLocaleString("en-US")} more: show this group as a list`)];
  });
}

/** A column of rows as one of lines: a group has counts, means and deviations where a row has values. */
function lineColumn<R, G extends RowGroup>(
  column: Column<R>,
  cellOf: (group: G, column: string) => ReactNode,
  sizeOf: (group: G) => number,
): Column<Line<R, G>> {
  const isFirst = column.key === FIRST_COLUMN;
  return {
    ...column,
    // A mean with its deviation is wider than a value.
    width: column.numeric === true ? Math.max(column.width, 150) : column.width,
    cell(line): ReactNode {
      if (line.kind === "row")
        return isFirst ? (
          <span className="pl-6">{column.cell(line.row)}</span>
        ) : (
          column.cell(line.row)
        );
      if (line.kind === "rest")
        return isFirst ? <span className="pl-6 text-accent">{line.text}</span> : "";
      return isFirst ? (
        <GroupTitle by={line.group.by} size={sizeOf(line.group)} open={line.open} />
      ) : (
        cellOf(line.group, column.key)
      );
    },
  };
}

function GroupTitle(props: RowGroup & { readonly size: number; readonly open: boolean }) {
  const { by, size, open } = props;
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    <span
      className="font-medium"
      title={by.map(({ key, value }) => `${key} = ${value ?? "none"}`).join(", ")}
    >
      <Chevron size={14} aria-hidden className="mr-1 inline-block align-[-2px] text-ink-faint" />
      {by.map(({ key, value }, i) => (
        <span key={key}>
          {i > 0 && " · "}
          {value ?? <span className="text-ink-faint">no {key.slice(key.indexOf(".") + 1)}</span>}
        </span>
      ))}{" "}
      <span className="font-normal text-ink-faint">({size.toLocaleString("en-US")})</span>
    </span>
  );
}
