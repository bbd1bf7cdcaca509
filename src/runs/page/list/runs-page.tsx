import { useCallback, useMemo } from "react";
import { count } from "#web/figures";
import { Button } from "#web/form";
import { ListBody, rejectionOf } from "#web/list";
import { useLive } from "#web/live";
import { EmptyNotice } from "#web/notice";
import { PageHeader, PageLink, useAddress } from "#web/page";
import { useWindowedRows } from "#web/table";
import type { RunRow } from "../../model.ts";
import { type ColumnSpec, RUN_COLUMNS } from "./column-spec.ts";
import { GroupedRuns } from "./grouped-runs.tsx";
import { extremesIn, type Keys, readRuns, viewOf } from "./read-runs.ts";
import { RunActions } from "./run-actions.tsx";
import { RunsTable } from "./runs-table.tsx";
import { RunsToolbar } from "./runs-toolbar.tsx";
import { useKnownColumns, useShownColumns } from "./shown-columns.ts";

/** All runs: a table that stays quick however many there are, and shows new ones as they start. */
export function RunsPage() {
  const [search, setSearch] = useAddress();
  const view = useMemo(() => viewOf(search), [search]);
  const { text, status, project, experiment } = view;
  const extremes = useMemo(() => extremesIn(search["cols"]), [search]);
  const held = useWindowedRows<RunRow, Keys>(
    ["runs", text, status, project, experiment, view.sort.key, view.sort.descending, extremes],
    (offset, limit, signal) => readRuns(view, extremes, offset, limit, signal),
  );
  useLive("runs", held.refresh);
  const { data, error } = held;
  const known = useKnownColumns(view);
  const shown = useShownColumns(view, search["cols"], data?.extra, known.columns);
  const setSpecs = useCallback(
    (specs: readonly ColumnSpec[]) => setSearch({ cols: RUN_COLUMNS.write(specs) }),
    [setSearch],
  );
  const rejected = rejectionOf(error, text);
  const isUnfiltered =
    text === "" && status === "" && project === undefined && experiment === undefined;
  const columns = { ...shown, setSpecs };
  return (
    <>
      <Header total={data?.total} experiment={experiment} onAll={() => setSearch({ exp: "" })} />
      {(data?.total !== 0 || !isUnfiltered) && (
        <RunsToolbar
          view={view}
          search={search}
          keys={data?.extra}
          known={known}
          columns={columns}
          rejected={rejected}
          onChange={setSearch}
        />
      )}
      <ListBody
        noun="run"
        total={data?.total}
        error={error}
        rejected={rejected}
        isUnfiltered={isUnfiltered}
        ignored={view.ignored}
        none={<NoRuns />}
        onRetry={held.refresh}
        onClear={() => setSearch({ q: "", status: "", project: "", exp: "" })}
      >
        {view.group.length > 0 ? (
          <GroupedRuns view={view} columns={columns} extremes={extremes} setSearch={setSearch} />
        ) : (
          data !== undefined && (
            <RunsTable
              held={held}
              data={data}
              view={view}
              columns={columns}
              setSearch={setSearch}
            />
          )
        )}
      </ListBody>
      <RunActions project={project} />
    </>
  );
}

function Header(props: {
  readonly total: number | undefined;
  readonly experiment: string | undefined;
  readonly onAll: () => void;
}) {
  const { experiment } = props;
  return (
    <PageHeader
      title="Runs"
      aside={
        <>
          {experiment !== undefined && (
            <Button
              aria-label={`Show all experiments, not only ${experiment}`}
              onClick={props.onAll}
            >
              <span className="max-w-60 truncate">{experiment}</span> <span aria-hidden>×</span>
            </Button>
          )}
          <span role="status" className="text-sm text-ink-soft">
            {props.total !== undefined && count(props.total, "run")}
          </span>
        </>
      }
    >
      <PageLink
        to="/trash"
        className="rounded text-sm text-ink-soft hover:text-ink hover:underline"
      >
        Trash
      </PageLink>
    </PageHeader>
  );
}

function NoRuns() {
  return (
    <EmptyNotice
      title="No runs yet"
      steps={[
        { what: "Record a command as a run", type: "fettle run -- python train.py" },
        {
          what: "Or let a script that logs with MLflow log here",
          type: `export MLFLOW_TRACKING_URI=${location.origin}`,
        },
        { what: "Or see the whole job on a small product", type: "fettle demo" },
      ]}
    >
      <p>
        A run is one attempt: its command, commit, data versions, parameters and metrics. The first
        one appears here by itself.
      </p>
    </EmptyNotice>
  );
}
