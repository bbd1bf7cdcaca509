import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useMemo } from "react";
import { api } from "#web/api";
import { LineSample } from "#web/chart";
import { count } from "#web/figures";
import { Button } from "#web/form";
import { ThingLink } from "#web/link";
import { useLive } from "#web/live";
import { Boundary, EmptyNotice, ProblemNotice, Skeleton } from "#web/notice";
import { PageHeader, PageLink, Scroller, useAddress } from "#web/page";
import type { CompareRow, RunComparison, RunsApi } from "../../api.ts";
import { MetricCharts } from "../metric-charts.tsx";
import { RunPatches } from "../run-patches.tsx";
import { StatusBadge } from "../status-badge.tsx";
import { CompareCode } from "./compare-code.tsx";
import { CompareNoise } from "./compare-noise.tsx";
import { CompareValue } from "./compare-value.tsx";

const PARENT = { to: "/runs", label: "Runs" };

/** Chosen runs side by side: what differs, where it came from, and their curves in one chart. */
export function ComparePage() {
  const [search, setSearch] = useAddress();
  const refs = useMemo(
    () => [...new Set((search["refs"] ?? "").split(",").filter(Boolean))],
    [search],
  );
  const { data, error, refetch } = useQuery({
    queryKey: ["compare", refs, search["project"]],
    queryFn: ({ signal }) =>
      api<RunsApi>(signal).get("/api/fettle/1/runs/compare", {
        query: { refs: refs.join(","), project: search["project"] },
      }),
    enabled: refs.length >= 2,
    placeholderData: (before) => before,
  });
  const runs = data?.runs;
  const isRunning = runs?.some(({ status }) => status === "RUNNING") === true;
  useLive("runs", () => {
    if (isRunning) void refetch();
  });
  const drop = (id: string): void =>
    setSearch({ refs: refs.filter((ref) => ref !== id).join(",") });
  return (
    <>
      <PageHeader
        title="Compare"
        parent={PARENT}
        aside={
          <span role="status" className="text-sm text-ink-soft">
            {runs !== undefined && count(runs.length, "run")}
          </span>
        }
      >
        <Button
          aria-pressed={search["all"] !== "1"}
          className="aria-pressed:bg-accent-soft"
          onClick={() => setSearch({ all: search["all"] === "1" ? "" : "1" })}
        >
          Only what differs
        </Button>
      </PageHeader>
      {refs.length < 2 ? (
        <EmptyNotice
          title="Choose at least two runs"
          steps={[
            { what: "Or compare them by name in a terminal", type: "fettle runs compare A B" },
          ]}
        >
          <p>
            Tick the boxes of two to twenty runs in the list of{" "}
            <PageLink to="/runs" className="text-accent underline">
              Runs
            </PageLink>{" "}
            and press Compare.
          </p>
        </EmptyNotice>
      ) : data === undefined ? (
        error === null ? (
          <Skeleton lines={10} label="Comparing the runs" />
        ) : (
          <ProblemNotice
            problem={error}
            doing="compare these runs"
            onRetry={() => void refetch()}
          />
        )
      ) : (
        <Comparison comparison={data} all={search["all"] === "1"} onDrop={drop} />
      )}
    </>
  );
}

const SECTIONS: readonly (readonly [kind: string, title: string])[] = [
  ["param", "Parameters"],
  ["metric", "Metrics"],
  ["data", "Data versions"],
  ["fact", "Facts"],
  ["environment", "Environment"],
  ["package", "Packages"],
  ["variable", "Variables"],
];

function Comparison(props: {
  readonly comparison: RunComparison;
  readonly all: boolean;
  readonly onDrop: (id: string) => void;
}) {
  const { comparison, all } = props;
  const { runs, rows } = comparison;
  const chartRuns = useMemo(
    () =>
      runs.map(({ id, name, startedAt }, look) => {
        const own = rows.filter(({ kind, values }) => kind === "metric" && values[look] !== null);
        return { id, name, startedAt, look, has: new Set(own.map(({ key }) => key)) };
      }),
    [runs, rows],
  );
  const metrics = useMemo(
    () => rows.filter(({ kind }) => kind === "metric").map(({ key }) => key),
    [rows],
  );
  const shown = SECTIONS.map(([kind, title]) => {
    const own = rows.filter((row) => row.kind === kind);
    return { title, total: own.length, rows: all ? own : own.filter(({ differs }) => differs) };
  }).filter(({ total }) => total > 0);
  return (
    <div className="relative min-h-0 flex-1 overflow-auto">
      <div className="flex flex-col gap-6 p-4">
        <Scroller label="Comparison" className="rounded-lg border border-line bg-paper">
          <table className="min-w-full text-sm">
            <Head comparison={comparison} onDrop={props.onDrop} />
            {shown.map((section) => (
              <Section key={section.title} {...section} runs={runs.length} />
            ))}
          </table>
        </Scroller>
        <CompareNoise comparison={comparison} />
        <Boundary doing="compare the code">
          <CompareCode runs={runs} />
        </Boundary>
        <Boundary doing="show the edits">
          <RunPatches runs={runs} />
        </Boundary>
        {metrics.length > 0 && <MetricCharts runs={chartRuns} metrics={metrics} topic="runs" />}
      </div>
    </div>
  );
}

function Head(props: {
  readonly comparison: RunComparison;
  readonly onDrop: (id: string) => void;
}) {
  const { runs } = props.comparison;
  return (
    <thead>
      <tr>
        <th
          scope="col"
          className="sticky left-0 z-1 bg-paper px-3 py-2 text-left font-normal text-ink-soft"
        >
          <span className="sr-only">What</span>
        </th>
        {runs.map(({ id, name, status }, i) => (
          <th key={id} scope="col" className="min-w-36 px-3 py-2 text-left align-top font-normal">
            <span className="flex items-center gap-1.5">
              <LineSample look={i} />
              <ThingLink kind="run" id={id} look="plain" className="min-w-0 truncate font-semibold">
                {name}
              </ThingLink>
              {runs.length > 2 && (
                <Button
                  look="quiet"
                  aria-label={`Take ${name} out`}
                  onClick={() => props.onDrop(id)}
                >
                  <X size={14} aria-hidden />
                </Button>
              )}
            </span>
            <span className="text-xs">
              <StatusBadge status={status} />
            </span>
          </th>
        ))}
      </tr>
    </thead>
  );
}

function Section(props: {
  readonly title: string;
  readonly total: number;
  readonly rows: readonly CompareRow[];
  readonly runs: number;
}) {
  const { title, total, rows, runs } = props;
  const same = total - rows.length;
  return (
    <tbody>
      <tr className="border-t border-line bg-sunken">
        <th
          scope="rowgroup"
          colSpan={runs + 1}
          className="px-3 py-1 text-left text-xs font-semibold"
        >
          {title}
          {same > 0 && (
            <span className="ml-2 font-normal text-ink-soft">
              {rows.length === 0 ? `all ${same} the same` : `${same} the same`}
            </span>
          )}
        </th>
      </tr>
      {rows.map((row) => (
        <tr key={row.key} className="border-t border-line align-top">
          <th
            scope="row"
            className="sticky left-0 z-1 max-w-64 truncate bg-paper px-3 py-1 text-left font-mono text-xs font-normal"
            title={row.key}
          >
            {row.key}
          </th>
          {row.values.map((value, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row has one value a run, in their order
            <td key={i} className="max-w-80 px-3 py-1">
              <CompareValue row={row} value={value} place={i} />
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  );
}
