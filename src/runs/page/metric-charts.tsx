import { useMemo, useRef, useState } from "react";
import {
  ChartControls,
  type ChartSettings,
  isWithin,
  LineChart,
  settingsOf,
  useWidthInSight,
  writeZoom,
} from "#web/chart";
import { count } from "#web/figures";
import { Button } from "#web/form";
import { useLive } from "#web/live";
import { Boundary, ProblemNotice } from "#web/notice";
import { useAddress } from "#web/page";
import { type ChartRun, useMetricSeries } from "./use-metric-series.ts";

const SHOWN = 12;
const HEIGHT = 200;
const TALL = 320;

/** A chart for each metric with more than one point, of one run or of several; those out of sight are not read. */
export function MetricCharts(props: {
  readonly runs: readonly ChartRun[];
  readonly metrics: readonly string[];
  /** The topic under which the runs' points change. */
  readonly topic: string;
}) {
  const { runs, metrics, topic } = props;
  const [search, setSearch] = useAddress();
  const [all, setAll] = useState(false);
  const settings = useMemo(() => settingsOf(search), [search]);
  const together = settings.together.filter((key) => metrics.includes(key));
  const shown = all ? metrics : metrics.slice(0, SHOWN);
  const each = { runs, settings, topic, onZoom: (zoom: string) => setSearch({ zoom }) };
  return (
    <section aria-labelledby="charts">
      <div className="mb-2 flex flex-wrap items-center gap-2">
        <h2 id="charts" className="font-semibold">
          Charts
        </h2>
        <span className="text-xs text-ink-faint max-lg:hidden">
          drag to zoom, double-click for all
        </span>
        <ChartControls settings={settings} metrics={metrics} onChange={setSearch} />
      </div>
      {together.length > 0 && (
        <div className="mb-3">
          <Boundary doing="draw the metrics together">
            <MetricChart {...each} keys={together} height={TALL} />
          </Boundary>
        </div>
      )}
      <div className="grid gap-3 lg:grid-cols-2">
        {shown.map((key) => (
          <Boundary key={key} doing={`draw ${key}`}>
            <MetricChart {...each} keys={[key]} height={HEIGHT} />
          </Boundary>
        ))}
      </div>
      {shown.length < metrics.length && (
        <p className="mt-3 flex items-center gap-3 text-sm text-ink-soft">
          Showing {shown.length} of {count(metrics.length, "chart")}.
          <Button onClick={() => setAll(true)}>Show all</Button>
        </p>
      )}
    </section>
  );
}

function MetricChart(props: {
  readonly runs: readonly ChartRun[];
  readonly keys: readonly string[];
  readonly settings: ChartSettings;
  readonly topic: string;
  readonly height: number;
  readonly onZoom: (zoom: string) => void;
}) {
  const { settings, height } = props;
  const place = useRef<HTMLDivElement>(null);
  const px = useWidthInSight(place);
  const { runs } = props;
  const joined = props.keys.join("\n");
  const keys = useMemo(() => joined.split("\n"), [joined]);
  const {
    series,
    count: points,
    infinite,
    error,
    isReady,
    refetch,
  } = useMetricSeries({ runs, keys, px, settings });
  useLive(props.topic, () => {
    if (px !== undefined) refetch();
  });
  const title = keys.join(", ");
  return (
    <div ref={place} className="min-w-0" style={{ minHeight: height + 36 }}>
      {error !== null ? (
        <ProblemNotice problem={error} doing={`read ${title}`} onRetry={refetch} />
      ) : (
        isReady && (
          <LineChart
            title={title}
            series={series}
            count={points}
            infinite={infinite}
            log={settings.log}
            x={settings.x}
            window={isWithin(series, settings.window) ? settings.window : undefined}
            onZoom={(window) => props.onZoom(writeZoom(window))}
            sync={props.topic}
            height={height}
          />
        )
      )}
    </div>
  );
}
