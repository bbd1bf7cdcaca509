import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Trash2 } from "lucide-react";
import { useMemo } from "react";
import { api } from "#web/api";
import { Button } from "#web/form";
import { useLive } from "#web/live";
import { EmptyNotice, ProblemNotice, Skeleton } from "#web/notice";
import { PageHeader, Panels, type ShownThing, useAddress, usePathParameter } from "#web/page";
import type { RunsApi } from "../../api.ts";
import type { RunDetail } from "../../model.ts";
import { MetricCharts } from "../metric-charts.tsx";
import { RunPatches } from "../run-patches.tsx";
import { StatusBadge } from "../status-badge.tsx";
import { trashRuns } from "../trash-runs.ts";
import { Metrics, Named } from "./recorded.tsx";
import { RunEnvironment } from "./run-environment.tsx";
import { RunFacts } from "./run-facts.tsx";

const PARENT = { to: "/runs", label: "Runs" };

/** One run: what exactly it was, how its metrics went, what it left behind. Follows it while it runs. */
export function RunPage() {
  const id = usePathParameter("id");
  const [search] = useAddress();
  const { data, error, refetch } = useQuery({
    queryKey: ["run", id, search["project"]],
    queryFn: ({ signal }) =>
      api<RunsApi>(signal).get("/api/fettle/1/runs/:ref", {
        params: { ref: id },
        query: { project: search["project"] },
      }),
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
  const curves = useMemo(
    () => run.metricSummaries.filter(({ count }) => count > 1).map(({ key }) => key),
    [run.metricSummaries],
  );
  const { id, name, startedAt } = run;
  const runs = useMemo(() => [{ id, name, startedAt, look: 0 }], [id, name, startedAt]);
  const navigate = useNavigate();
  const { project } = run;
  const thing: ShownThing = { id, name, project, topic: `runs/${id}`, files: ["runs", id] };
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
      >
        <Button
          onClick={() =>
            void trashRuns([{ id, name }]).then((moved) => {
              if (moved) void navigate({ to: "/runs" });
            })
          }
        >
          <Trash2 size={14} aria-hidden /> Move to the trash
        </Button>
      </PageHeader>
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
            {curves.length > 0 && (
              <MetricCharts runs={runs} metrics={curves} topic={`runs/${run.id}`} />
            )}
          </div>
          <div className="flex min-w-0 flex-col gap-6">
            <Named title="Parameters" none="No parameters" entries={Object.entries(run.params)} />
            <Named title="Tags" none="No tags" entries={tags} />
          </div>
          <div className="flex min-w-0 flex-col gap-6 xl:col-span-2">
            <Panels on="run" thing={thing} />
          </div>
          <div className="flex min-w-0 flex-col gap-6 xl:col-span-2">
            <RunEnvironment run={run} />
            <RunPatches runs={runs} />
          </div>
        </div>
      </div>
    </>
  );
}
