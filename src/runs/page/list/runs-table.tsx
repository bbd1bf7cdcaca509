import { useOpenThing } from "#web/link";
import { type ChosenColumns, LongTable, useMarking } from "#web/list";
import type { useAddress } from "#web/page";
import { type useWindowedRows, writeSort } from "#web/table";
import type { RunRow } from "../../model.ts";
import { CHOSEN_RUNS } from "../chosen-runs.ts";
import type { ColumnKind } from "./column-spec.ts";
import type { Keys, RunsView } from "./read-runs.ts";
import { useRunColumns } from "./use-run-columns.ts";

type Held = ReturnType<typeof useWindowedRows<RunRow, Keys>>;

/** The runs as one long table. */
export function RunsTable(props: {
  readonly held: Held;
  readonly data: NonNullable<Held["data"]>;
  readonly view: RunsView;
  readonly columns: ChosenColumns<ColumnKind>;
  readonly setSearch: ReturnType<typeof useAddress>[1];
}) {
  const { view, setSearch } = props;
  const open = useOpenThing();
  const marking = useMarking(CHOSEN_RUNS, props.data.rows, "run");
  const layout = useRunColumns(props.columns, marking.mark);
  const { text, status, project, experiment, sort } = view;
  return (
    <LongTable
      {...layout}
      label="Runs"
      held={props.held}
      sort={sort}
      view={JSON.stringify([text, status, project, experiment, sort])}
      onSort={(next) => setSearch({ sort: writeSort(next) })}
      onMark={marking.markAt}
      onOpen={(run) => open("run", run.id)}
    />
  );
}
