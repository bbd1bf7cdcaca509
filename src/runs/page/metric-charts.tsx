import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { apiPath, ask } from "#web/api";
import { LineChart, type Series } from "#web/chart";
import { count } from "#web/figures";
import { Button, Choice } from "#web/form";
import { useLive } from "#web/live";
import { Boundary, ProblemNotice } from "#web/notice";
import { useAddress } from "#web/page";
import type { MetricSeries, MetricSummary, RunDetail } from "../model.ts";

const AXES = [
  { value: "", label: "Linear" },
  { value: "log", label: "Log" },
] as const;
const SHOWN = 12;
const HEIGHT = 200;

/** A chart for each metric with more than one point; those out of sight are not read. */
export function MetricCharts(props: {
  readonly run: RunDetail;
  readonly curves: readonly MetricSummary[];
}) {
  const { run, curves } = props;
  const [search, setSearch] = useAddress();
  const [all, setAll] = useState(false);
  const log = search["y"] === "log";
  const shown = all ? curves : curves.slice(0, SHOWN);
  return (
    <section aria-labelledby="charts">
      <div className="mb-2 flex items-center gap-3">
        <h2 id="charts" className="font-semibold">
          Charts
        </h2>
        <span className="text-xs text-ink-faint max-sm:hidden">
          drag to zoom, double-click for all
        </span>
        <span className="ml-auto">
          <Choice
            label="Vertical axis"
            options={AXES}
            value={log ? "log" : ""}
            onChange={(y) => setSearch({ y })}
          />
        </span>
      </div>
      <div className="grid gap-3 lg:grid-cols-2">
        {shown.map((curve) => (
          <Boundary key={curve.key} doing={`draw ${curve.key}`}>
            <MetricChart run={run} curve={curve} log={log} />
          </Boundary>
        ))}
      </div>
      {shown.length < curves.length && (
        <p className="mt-3 flex items-center gap-3 text-sm text-ink-soft">
          Showing {shown.length} of {count(curves.length, "chart")}.
          <Button onClick={() => setAll(true)}>Show all</Button>
        </p>
      )}
    </section>
  );
}

function MetricChart(props: {
  readonly run: RunDetail;
  readonly curve: MetricSummary;
  readonly log: boolean;
}) {
  const { run, curve, log } = props;
  const place = useRef<HTMLDivElement>(null);
  const width = useWidthInSight(place);
  const { data, error, refetch } = useQuery({
    queryKey: ["series", run.id, curve.key, width],
    queryFn: ({ signal }) =>
      ask<MetricSeries>(
        apiPath(["runs", run.id, "metrics", ...curve.key.split("/")], { px: width }),
        signal,
      ),
    enabled: width !== undefined,
    placeholderData: keepPreviousData,
  });
  useLive(`runs/${run.id}`, () => {
    if (width !== undefined) void refetch();
  });
  const series = useMemo(() => (data === undefined ? [] : [seriesOf(data)]), [data]);
  return (
    <div ref={place} className="min-w-0" style={{ minHeight: HEIGHT + 36 }}>
      {error !== null && data === undefined ? (
        <ProblemNotice problem={error} doing={`read ${curve.key}`} onRetry={() => void refetch()} />
      ) : (
        data !== undefined && (
          <LineChart
            title={curve.key}
            series={series}
            count={data.count}
            log={log}
            sync={run.id}
            height={HEIGHT}
          />
        )
      )}
    </div>
  );
}

/** The series as a line; what JSON has no number for is a gap. */
function seriesOf({ key, points }: MetricSeries): Series {
  return {
    label: key,
    xs: points.map(({ step }) => step),
    ys: points.map(({ value }) => (typeof value === "number" ? value : null)),
  };
}

/** The element's width in steps of 100 pixels, once it has been near the visible part of the page. */
function useWidthInSight(place: { readonly current: HTMLElement | null }): number | undefined {
  const [width, setWidth] = useState<number>();
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const watch = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting !== true) return;
        setWidth(Math.max(100, Math.ceil(element.clientWidth / 100) * 100));
        watch.disconnect();
      },
      { rootMargin: "200px" },
    );
    watch.observe(element);
    return () => watch.disconnect();
  }, [place]);
  return width;
}
