import { useQuery } from "@tanstack/react-query";
import { apiPath, ask } from "#web/api";
import { useLive } from "#web/live";
import { Boundary, EmptyNotice, ProblemNotice, Skeleton } from "#web/notice";
import { PageHeader, useAddress, usePathParameter } from "#web/page";
import type { RunDetail } from "../model.ts";
import { Artifacts } from "./artifacts.tsx";
import { MetricCharts } from "./metric-charts.tsx";
import { Metrics, Named } from "./recorded.tsx";
import { RunFacts } from "./run-facts.tsx";
import { StatusBadge } from "./status-badge.tsx";

const PARENT = { to: "/runs", label: "Runs" };

/** One run: what exactly it was, how its metrics went, what it left behind. Follows it while it runs. */
export function RunPage() {
  const id = usePathParameter("id");
  const [search] = useAddress();
  const { data, error, refetch } = useQuery({
    queryKey: ["run", id, search["project"]],
    queryFn: ({ signal }) =>
      ask<RunDetail>(apiPath(["runs", id], { project: search["project"] }), signal),
  });
  useLive(`runs/${data?.id ?? id}`, () => void refetch());
  if (data === undefined)
    return (
      <>
        <PageHeader title="Run" parent={PARENT} />
        {error === null ? (
          <Skeleton lines={8} label="Loading the run" />
        ) : (
          <ProblemNotice problem={error} doing="read this run" onRetry={() => void refetch()} />
        )}
      </>
    );
  return <Run run={data} />;
}

function Run({ run }: { readonly run: RunDetail }) {
  const tags = Object.entries(run.tags).filter(([key]) => !/^(mlflow|fettle)\./.test(key));
  const curves = run.metricSummaries.filter(({ count }) => count > 1);
  return (
    <>
      <PageHeader
        title={run.name}
        parent={PARENT}
        aside={
          <span role="status" className="text-sm">
            <StatusBadge status={run.status} />
          </span>
        }
      />
      <div className="relative min-h-0 flex-1 overflow-auto">
        <div className="grid gap-x-8 gap-y-6 p-4 xl:grid-cols-[minmax(0,1fr)_22rem]">
          <div className="flex min-w-0 flex-col gap-6">
            <RunFacts run={run} />
            {run.metricSummaries.length === 0 ? (
              <EmptyNotice title="No metrics yet">
                <p>What the run logs appears here by itself.</p>
              </EmptyNotice>
            ) : (
              <Metrics summaries={run.metricSummaries} />
            )}
            {curves.length > 0 && <MetricCharts run={run} curves={curves} />}
          </div>
          <div className="flex min-w-0 flex-col gap-6">
            <Named title="Parameters" none="No parameters" entries={Object.entries(run.params)} />
            <Boundary doing="show the artifacts">
              <Artifacts run={run} />
            </Boundary>
            <Named title="Tags" none="No tags" entries={tags} />
          </div>
        </div>
      </div>
    </>
  );
}
