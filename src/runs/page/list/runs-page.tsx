import { useCallback, useEffect, useMemo, useRef } from "react";
import { Problem } from "#web/api";
import { count } from "#web/figures";
import { Button } from "#web/form";
import { useLive } from "#web/live";
import { EmptyNotice, ProblemNotice, Skeleton } from "#web/notice";
import { PageHeader, PageLink, useAddress } from "#web/page";
import { useWindowedRows } from "#web/table";
import type { RunRow } from "../../model.ts";
import { ChosenBar } from "./chosen-bar.tsx";
import { type ColumnSpec, writeColumns } from "./column-spec.ts";
import { GroupedRuns } from "./grouped-runs.tsx";
import { extremesIn, type Keys, readRuns, viewOf } from "./read-runs.ts";
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
    (specs: readonly ColumnSpec[]) => setSearch({ cols: writeColumns(specs) }),
    [setSearch],
  );
  const rejected = error instanceof Problem && error.status === 400 && text !== "";
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
          rejected={rejected ? error.message : undefined}
          onChange={setSearch}
        />
      )}
      {view.ignored.length > 0 && (
        <p role="alert" className="border-b border-line bg-warn-soft px-4 py-1.5 text-sm text-warn">
          This address asks for {view.ignored.join(" and ")}, which means nothing here; it was left
          out.
        </p>
      )}
      {data === undefined && error === null && <Skeleton lines={12} label="Loading runs" />}
      {error !== null && !rejected && data === undefined && (
        <ProblemNotice problem={error} doing="read the runs" onRetry={held.refresh} />
      )}
      {data !== undefined &&
        data.total > 0 &&
        (view.group.length > 0 ? (
          <GroupedRuns view={view} columns={columns} cols={search["cols"]} setSearch={setSearch} />
        ) : (
          <RunsTable held={held} data={data} view={view} columns={columns} setSearch={setSearch} />
        ))}
      {data?.total === 0 && isUnfiltered && <NoRuns />}
      {data?.total === 0 && !isUnfiltered && (
        <EmptyNotice title="No run matches">
          <p>Nothing fits this filter.</p>
          <ClearFilter onClear={() => setSearch({ q: "", status: "", project: "", exp: "" })} />
        </EmptyNotice>
      )}
      <ChosenBar project={project} />
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

/** Has the focus, unless somebody is still typing the filter. */
function ClearFilter({ onClear }: { readonly onClear: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (document.activeElement === document.body) button.current?.focus();
  }, []);
  return (
    <Button ref={button} className="mt-3" onClick={onClear}>
      Clear the filter
    </Button>
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
