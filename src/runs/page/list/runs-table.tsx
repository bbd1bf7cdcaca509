import { ArrowUp } from "lucide-react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Button } from "#web/form";
import { useOpenThing } from "#web/link";
import type { useAddress } from "#web/page";
import { Grid, type useWindowedRows, writeSort } from "#web/table";
import { showToast } from "#web/toast";
import type { RunRow } from "../../model.ts";
import { CHOSEN_MAX, chooseRuns, useChosenRuns } from "../use-chosen-runs.ts";
import { type ColumnSpec, nameOfColumn } from "./column-spec.ts";
import type { Keys, RunsView } from "./read-runs.ts";
import { nameColumn, runColumn } from "./run-columns.tsx";
import type { ShownColumns } from "./shown-columns.ts";

type Held = ReturnType<typeof useWindowedRows<RunRow, Keys>>;

/** The runs as one long table. */
export function RunsTable(props: {
  readonly held: Held;
  readonly data: NonNullable<Held["data"]>;
  readonly view: RunsView;
  readonly columns: ShownColumns;
  readonly setSearch: ReturnType<typeof useAddress>[1];
}) {
  const { held, data, view, setSearch } = props;
  const open = useOpenThing();
  const [above, setAbove] = useState(0);
  const frame = useRef<HTMLDivElement>(null);
  const marking = useMarking(data.rows);
  const { columns, onWidth, onMoveColumn } = useRunColumns(props.columns, marking.mark);
  const toTop = (): void => frame.current?.querySelector("[role=grid]")?.scrollTo({ top: 0 });
  const { text, status, project, experiment, sort } = view;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another view begins at its top
  useEffect(() => {
    setAbove(0);
    toTop();
  }, [text, status, project, experiment, sort.key, sort.descending]);
  return (
    <div ref={frame} className="relative flex min-h-0 flex-1 flex-col">
      {above > 0 && (
        <Button
          look="main"
          className="absolute top-9 left-1/2 z-10 -translate-x-1/2 rounded-full px-3 shadow-float"
          onClick={toTop}
        >
          <ArrowUp size={14} aria-hidden /> {above} new
        </Button>
      )}
      <Grid
        label="Runs"
        className={`min-h-0 flex-1 ${held.isStale && held.error === null ? "opacity-60" : ""}`}
        stickyFirst
        columns={columns}
        total={data.total}
        rowAt={(i) => data.rows.get(i)}
        idOf={(run) => run.id}
        placeOf={(id) => data.rows.placeOf(id)}
        readAt={data.readAt}
        sort={sort}
        onSort={(next) => setSearch({ sort: writeSort(next) })}
        onWidth={onWidth}
        onMoveColumn={onMoveColumn}
        onMark={marking.markAt}
        onOpen={(run) => open("run", run.id)}
        onSight={held.onSight}
        onInserted={(rows) => setAbove((n) => n + rows)}
        onTop={() => setAbove(0)}
      />
    </div>
  );
}

/** The table's columns from what was chosen, and what a dragged or moved one does to the choice. */
export function useRunColumns(
  { specs, shown, setSpecs }: ShownColumns,
  onMark: (run: RunRow, range: boolean) => void,
) {
  const chosen = useChosenRuns();
  const [nameWidth, setNameWidth] = useState<number>();
  const columns = useMemo(() => {
    const ids = new Set(chosen.map(({ id }) => id));
    const name = nameColumn({ width: nameWidth, isChosen: ({ id }) => ids.has(id), onMark });
    return [name, ...shown.map(runColumn)];
  }, [shown, chosen, nameWidth, onMark]);
  const onWidth = useCallback(
    (name: string, width: number) => {
      if (name === "name") return setNameWidth(width);
      setSpecs(specs.map((spec) => (nameOfColumn(spec) === name ? { ...spec, width } : spec)));
    },
    [specs, setSpecs],
  );
  const onMoveColumn = useCallback(
    (name: string, by: number) => {
      const moved = moveColumn(specs, name, by);
      if (moved !== undefined) setSpecs(moved);
    },
    [specs, setSpecs],
  );
  return { columns, onWidth, onMoveColumn };
}

/** The columns with one moved by so many places; undefined where it stands at the edge already. */
export function moveColumn(
  specs: readonly ColumnSpec[],
  name: string,
  by: number,
): readonly ColumnSpec[] | undefined {
  const from = specs.findIndex((spec) => nameOfColumn(spec) === name);
  const to = Math.min(specs.length - 1, Math.max(0, from + by));
  const spec = specs[from];
  if (spec === undefined || to === from) return undefined;
  return specs.toSpliced(from, 1).toSpliced(to, 0, spec);
}

/** Chooses runs by their boxes and keys; a range goes from the one chosen before. */
function useMarking(rows: NonNullable<Held["data"]>["rows"]) {
  const chosen = useChosenRuns();
  const last = useRef<string>(undefined);
  const latest = useRef({ rows, chosen });
  latest.current = { rows, chosen };
  const mark = useCallback((run: RunRow, range: boolean): void => {
    const now = latest.current;
    const from = last.current === undefined ? undefined : now.rows.placeOf(last.current);
    const to = now.rows.placeOf(run.id);
    const on = range || !now.chosen.some(({ id }) => id === run.id);
    const runs: RunRow[] = [];
    if (range && from !== undefined && to !== undefined)
      for (let i = Math.min(from, to); i <= Math.max(from, to); i += 1) {
        const row = now.rows.get(i);
        if (row !== undefined) runs.push(row);
      }
    else runs.push(run);
    last.current = run.id;
    const over = chooseRuns(
      runs.map(({ id, name }) => ({ id, name })),
      on,
    );
    if (over > 0)
      showToast(`At most ${CHOSEN_MAX} runs can be chosen; ${over} were left out.`, { bad: true });
  }, []);
  const markAt = useCallback(
    (index: number, range: boolean): void => {
      const run = latest.current.rows.get(index);
      if (run !== undefined) mark(run, range);
    },
    [mark],
  );
  return { mark, markAt };
}
