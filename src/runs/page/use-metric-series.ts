import { keepPreviousData, useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "#web/api";
import { type ChartSettings, type Series, smooth, type Window, type XAxis } from "#web/chart";
import type { RunsApi } from "../api.ts";
import type { MetricPoint, MetricSeries } from "../model.ts";

/** A run as a chart needs it. */
export type ChartRun = {
  readonly id: string;
  readonly name: string;
  readonly startedAt: number;
  /** Its colour and dash. */
  readonly look: number;
  /** The metrics it has; undefined where it has all that are asked for. */
  readonly has?: ReadonlySet<string>;
};

type Wanted = {
  readonly run: ChartRun;
  readonly key: string;
  readonly look: number;
  readonly label: string;
};

/**
 * The lines of a chart: each metric of each run, reduced to its width. A zoom is drawn at once from what is there, and
 * exactly when its own points have come: the server reduces what is in sight, so that every zoom is exact.
 */
export function useMetricSeries(options: {
  readonly runs: readonly ChartRun[];
  readonly keys: readonly string[];
  /** Undefined until the chart has been near the sight. */
  readonly px: number | undefined;
  readonly settings: ChartSettings;
}) {
  const { runs, keys, px, settings } = options;
  const { window, x, smoothing } = settings;
  const along = x === "step" ? undefined : "time";
  const wanted = useMemo(() => wantedOf(runs, keys), [runs, keys]);
  const wholes = useQueries({
    queries: wanted.map(({ run, key }) => ({
      queryKey: ["series", run.id, key, px, along],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        readSeries(run.id, key, { px, x: along }, signal),
      enabled: px !== undefined,
      placeholderData: keepPreviousData,
    })),
  });
  const parts = useQueries({
    queries: wanted.map(({ run, key }) => {
      const part = partOf(window, x, run);
      return {
        queryKey: ["series", run.id, key, px, along, part?.from, part?.to],
        queryFn: ({ signal }: { signal: AbortSignal }) =>
          readSeries(run.id, key, { px, x: along, ...part }, signal),
        enabled: px !== undefined && part !== undefined,
      };
    }),
  });
  const answers = wholes.map((whole, i) => {
    const part = parts[i]?.data;
    return part === undefined || part.points.length === 0 ? whole.data : part;
  });
  const held = answers.filter((each) => each !== undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the answers are compared one by one
  const series = useMemo(
    () =>
      wanted.flatMap((each, i): Series[] => {
        const answer = answers[i];
        if (answer === undefined) return [];
        const line = lineOf(each, answer, x);
        return [smoothing > 0 ? smooth(line, smoothing) : line];
      }),
    [wanted, x, smoothing, ...answers],
  );
  return {
    series,
    /** Points there are of all the lines. */
    count: held.reduce((sum, answer) => sum + answer.count, 0),
    /** Points in sight of all the lines that are infinite. */
    infinite: held.reduce((sum, answer) => sum + answer.infinite, 0),
    /** Where none could be read. */
    error: held.length === 0 ? (wholes.find(({ error }) => error !== null)?.error ?? null) : null,
    isReady: held.length > 0,
    refetch(): void {
      for (const each of [...wholes, ...parts]) if (each.isFetched) void each.refetch();
    },
  };
}

function wantedOf(runs: readonly ChartRun[], keys: readonly string[]): readonly Wanted[] {
  return runs.flatMap((run, i) =>
    keys.flatMap((key, j): Wanted[] => {
      if (run.has?.has(key) === false) return [];
      const several = keys.length > 1;
      const label = !several
        ? runs.length > 1
          ? run.name
          : key
        : runs.length > 1
          ? `${run.name} ${key}`
          : key;
      return [{ run, key, label, look: several ? i * keys.length + j : run.look }];
    }),
  );
}

function readSeries(
  id: string,
  key: string,
  query: {
    readonly px: number | undefined;
    readonly x: "time" | undefined;
    readonly from?: number;
    readonly to?: number;
  },
  signal: AbortSignal,
): Promise<MetricSeries> {
  return api<RunsApi>(signal).get("/api/fettle/1/runs/:ref/metrics/*", {
    params: { ref: id, "*": key },
    query,
  });
}

/** A line's points along x; what JSON has no number for is a gap. Along time they may have come in another order. */
function lineOf({ run, label, look }: Wanted, { points }: MetricSeries, x: XAxis): Series {
  const along = points.map(({ step, timestamp }) => placeOf({ step, timestamp }, x, run));
  const order = along.map((_, i) => i);
  if (x !== "step") order.sort((a, b) => (along[a] as number) - (along[b] as number));
  const gaps = order.flatMap((i, place): [number, string][] => {
    const value = points[i]?.value;
    return typeof value === "string" ? [[place, value]] : [];
  });
  return {
    label,
    look,
    gaps: new Map(gaps),
    xs: order.map((i) => along[i] as number),
    ys: order.map((i) => {
      const value = points[i]?.value;
      return typeof value === "number" ? value : null;
    }),
  };
}

function placeOf(
  { step, timestamp }: Pick<MetricPoint, "step" | "timestamp">,
  x: XAxis,
  run: ChartRun,
): number {
  if (x === "step") return step;
  return x === "time" ? timestamp : timestamp - run.startedAt;
}

/** A zoom as the server takes it: whole steps, or milliseconds since 1970. */
function partOf(window: Window | undefined, x: XAxis, run: ChartRun): Window | undefined {
  if (window === undefined) return undefined;
  const shift = x === "relative" ? run.startedAt : 0;
  return { from: Math.floor(window.from) + shift, to: Math.ceil(window.to) + shift };
}
