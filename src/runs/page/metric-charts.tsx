import { useEffect, useMemo, useRef, useState } from "react";
import { LineChart, plotWidth, type Series, type Window } from "#web/chart";
import { count } from "#web/figures";
import { Button, Choice, Menu, MenuTick, MenuTitle } from "#web/form";
import { useLive } from "#web/live";
import { Boundary, ProblemNotice } from "#web/notice";
import { useAddress } from "#web/page";
import { type ChartSettings, settingsOf, writeTogether, writeZoom } from "./chart-settings.ts";
import { type ChartRun, useMetricSeries } from "./use-metric-series.ts";

const SHOWN = 12;
const HEIGHT = 200;
const TALL = 320;
/** Charts of nearly the same width share an answer. */
const STEP_PX = 20;

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
        <Settings settings={settings} metrics={metrics} onChange={setSearch} />
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

const Y_AXES = [
  { value: "", label: "Linear" },
  { value: "log", label: "Log" },
] as const;
const X_AXES = [
  { value: "", label: "Step" },
  { value: "time", label: "Time" },
  { value: "relative", label: "Since start" },
] as const;

function Settings(props: {
  readonly settings: ChartSettings;
  readonly metrics: readonly string[];
  readonly onChange: ReturnType<typeof useAddress>[1];
}) {
  const { settings, metrics, onChange } = props;
  const { together, smoothing, x } = settings;
  return (
    <span className="ml-auto flex flex-wrap items-center gap-2">
      <label className="flex items-center gap-1.5 text-sm text-ink-soft">
        Smooth
        <input
          type="range"
          min="0"
          max="0.99"
          step="0.01"
          value={smoothing}
          aria-valuetext={smoothing === 0 ? "none" : String(smoothing)}
          className="w-20 accent-accent"
          onChange={(event) =>
            onChange({ smooth: event.target.value === "0" ? "" : event.target.value })
          }
        />
      </label>
      <Choice
        label="Horizontal axis"
        options={X_AXES}
        value={x === "step" ? "" : x}
        // A zoom is told in the axis' own measure.
        onChange={(next) => onChange({ x: next, zoom: "" })}
      />
      <Choice
        label="Vertical axis"
        options={Y_AXES}
        value={settings.log ? "log" : ""}
        onChange={(y) => onChange({ y })}
      />
      {metrics.length > 1 && (
        <Menu trigger={<Button>Together</Button>}>
          <MenuTitle>In one chart</MenuTitle>
          {metrics.map((key) => (
            <MenuTick
              key={key}
              checked={together.includes(key)}
              onChange={(on) =>
                onChange({
                  with: writeTogether(
                    on ? [...together, key] : together.filter((each) => each !== key),
                  ),
                })
              }
            >
              {key}
            </MenuTick>
          ))}
        </Menu>
      )}
    </span>
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

/** A zoom of another chart's, in which this one has nothing, leaves it as it is. */
function isWithin(series: readonly Series[], window: Window | undefined): boolean {
  if (window === undefined) return false;
  return series.some(({ xs }) => (xs[0] ?? 0) <= window.to && (xs.at(-1) ?? 0) >= window.from);
}

/** The width of the lines in a chart there, in steps, once it has been near the visible part of the page. */
function useWidthInSight(place: { readonly current: HTMLElement | null }): number | undefined {
  const [width, setWidth] = useState<number>();
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const watch = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting !== true) return;
        setWidth(Math.max(100, Math.ceil(plotWidth(element.clientWidth) / STEP_PX) * STEP_PX));
        watch.disconnect();
      },
      { rootMargin: "200px" },
    );
    watch.observe(element);
    return () => watch.disconnect();
  }, [place]);
  return width;
}
