import { useNavigate } from "@tanstack/react-router";
import { ArrowUp, Columns3, X } from "lucide-react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Problem } from "#web/api";
import { count } from "#web/figures";
import { Button, Choice, Menu, MenuTick, MenuTitle, TextFilter } from "#web/form";
import { useKeys } from "#web/keys";
import { useLive } from "#web/live";
import { EmptyNotice, ProblemNotice, Skeleton } from "#web/notice";
import { PageHeader, useAddress } from "#web/page";
import { Grid, useWindowedRows, writeSort } from "#web/table";
import type { RunRow } from "../model.ts";
import { type Keys, type RunsView, readRuns, viewOf } from "./read-runs.ts";
import { chosenColumns, knownColumns, runColumns } from "./run-columns.tsx";

const STATUSES = [
  { value: "", label: "All" },
  { value: "RUNNING", label: "Running" },
  { value: "FINISHED", label: "Finished" },
  { value: "FAILED", label: "Failed" },
  { value: "KILLED", label: "Killed" },
] as const;

/** All runs: a table that stays quick however many there are, and shows new ones as they start. */
export function RunsPage() {
  const [search, setSearch] = useAddress();
  const view = useMemo(() => viewOf(search), [search]);
  const held = useWindowedRows<RunRow, Keys>(
    ["runs", view.text, view.status, view.project, view.sort.key, view.sort.descending],
    (offset, limit, signal) => readRuns(view, offset, limit, signal),
  );
  useLive("runs", held.refresh);
  const { data, error } = held;
  const rejected = error instanceof Problem && error.status === 400 && view.text !== "";
  const isUnfiltered = view.text === "" && view.status === "" && view.project === undefined;
  return (
    <>
      <PageHeader
        title="Runs"
        aside={
          <span role="status" className="text-sm text-ink-soft">
            {data !== undefined && count(data.total, "run")}
          </span>
        }
      />
      {(data?.total !== 0 || !isUnfiltered) && (
        <Toolbar
          view={view}
          cols={search["cols"]}
          keys={data?.extra}
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
      {data !== undefined && data.total > 0 && (
        <RunsTable
          held={held}
          data={data}
          view={view}
          cols={search["cols"]}
          setSearch={setSearch}
        />
      )}
      {data?.total === 0 && isUnfiltered && <NoRuns />}
      {data?.total === 0 && !isUnfiltered && (
        <EmptyNotice title="No run matches">
          <p>Nothing fits this filter.</p>
          <ClearFilter onClear={() => setSearch({ q: "", status: "", project: "" })} />
        </EmptyNotice>
      )}
    </>
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

type SetSearch = ReturnType<typeof useAddress>[1];

function Toolbar(props: {
  readonly view: RunsView;
  readonly cols: string | undefined;
  readonly keys: Keys | undefined;
  readonly rejected: string | undefined;
  readonly onChange: SetSearch;
}) {
  const { view, keys, onChange } = props;
  const filter = useRef<HTMLInputElement>(null);
  useKeys("Runs", [
    {
      keys: "/",
      does: "filter",
      run: (event) => {
        event.preventDefault();
        filter.current?.focus();
      },
    },
  ]);
  const setText = useCallback((q: string) => onChange({ q }), [onChange]);
  const metrics = keys?.metrics ?? [];
  const params = keys?.params ?? [];
  const chosen = chosenColumns(props.cols, metrics, params);
  const tick = (key: string, on: boolean): void => {
    const next = knownColumns(metrics, params).filter((each) =>
      each === key ? on : chosen.includes(each),
    );
    onChange({ cols: next.length === 0 ? "none" : next.join(",") });
  };
  const ticks = (kind: string, names: readonly string[]) =>
    names.map((name) => (
      <MenuTick
        key={name}
        checked={chosen.includes(`${kind}.${name}`)}
        onChange={(on) => tick(`${kind}.${name}`, on)}
      >
        {name}
      </MenuTick>
    ));
  return (
    <div className="flex flex-wrap items-center gap-2 border-b border-line bg-paper px-4 py-2">
      <TextFilter
        label="Filter runs"
        hint="name, command, commit, or metrics.accuracy > 0.9"
        value={view.text}
        onChange={setText}
        problem={props.rejected}
        inputRef={filter}
      />
      <Choice
        label="Status"
        options={STATUSES}
        value={view.status === "SCHEDULED" ? "" : view.status}
        onChange={(status) => onChange({ status })}
      />
      {view.project !== undefined && (
        <Button
          aria-label={`Show all projects, not only ${view.project}`}
          onClick={() => onChange({ project: "" })}
        >
          {view.project} <X size={14} aria-hidden />
        </Button>
      )}
      <Menu
        trigger={
          <Button disabled={metrics.length + params.length === 0}>
            <Columns3 size={14} aria-hidden /> Columns
          </Button>
        }
      >
        {metrics.length > 0 && <MenuTitle>Metrics</MenuTitle>}
        {ticks("metrics", metrics)}
        {params.length > 0 && <MenuTitle>Parameters</MenuTitle>}
        {ticks("params", params)}
      </Menu>
    </div>
  );
}

function RunsTable(props: {
  readonly held: ReturnType<typeof useWindowedRows<RunRow, Keys>>;
  readonly data: NonNullable<ReturnType<typeof useWindowedRows<RunRow, Keys>>["data"]>;
  readonly view: RunsView;
  readonly cols: string | undefined;
  readonly setSearch: SetSearch;
}) {
  const { held, data, view, cols, setSearch } = props;
  const navigate = useNavigate();
  const [above, setAbove] = useState(0);
  const frame = useRef<HTMLDivElement>(null);
  const { metrics, params } = data.extra;
  const columns = useMemo(
    () => runColumns(chosenColumns(cols, metrics, params)),
    [cols, metrics, params],
  );
  const places = useMemo(
    () => new Map([...data.rows].map(([place, run]) => [run.id, place])),
    [data.rows],
  );
  const toTop = (): void => frame.current?.querySelector("[role=grid]")?.scrollTo({ top: 0 });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another view begins at its top
  useEffect(() => {
    setAbove(0);
    toTop();
  }, [view.text, view.status, view.project, view.sort.key, view.sort.descending]);
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
        className={`min-h-0 flex-1 ${held.isStale ? "opacity-60" : ""}`}
        stickyFirst
        columns={columns}
        total={data.total}
        rowAt={(i) => data.rows.get(i)}
        idOf={(run) => run.id}
        placeOf={(id) => places.get(id)}
        readAt={data.readAt}
        sort={view.sort}
        onSort={(sort) => setSearch({ sort: writeSort(sort) })}
        onOpen={(run) => void navigate({ to: `/runs/${run.id}` })}
        onSight={held.onSight}
        onInserted={(rows) => setAbove((n) => n + rows)}
        onTop={() => setAbove(0)}
      />
    </div>
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
