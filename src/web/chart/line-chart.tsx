import { Table2 } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { formatNumber } from "#web/figures";
import { Button } from "#web/form";
import { useShade } from "#web/theme";
import { drawLines } from "./draw-lines.ts";
import { dropForLog, rangeOf, type Series } from "./series.ts";
import { SeriesTable } from "./series-table.tsx";

/**
 * A chart of one or more lines over steps, with what a canvas cannot say beside it: a sentence for screen readers, the
 * values under the cursor, and the points as a table.
 */
export function LineChart(props: {
  readonly title: string;
  readonly series: readonly Series[];
  /** Points there are, where `series` holds a reduction of them. */
  readonly count?: number;
  readonly log: boolean;
  readonly sync: string;
  readonly height?: number;
}) {
  const { title, series, log, sync, height = 200 } = props;
  const [asTable, setAsTable] = useState(false);
  const readout = useRef<HTMLSpanElement>(null);
  const canvas = useRef<HTMLDivElement>(null);
  const shade = useShade();
  const shown = useMemo(() => (log ? dropForLog(series) : { series, dropped: 0 }), [series, log]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the shade changes the colours that are read while drawing
  useEffect(() => {
    const into = canvas.current;
    if (into === null) return undefined;
    const onCursor = (index: number | null): void => {
      if (readout.current !== null) readout.current.textContent = readAt(shown.series, index);
    };
    const drawing = drawLines(into, { series: shown.series, log, height, sync, onCursor });
    const watch = new ResizeObserver(() => drawing.resize(into.clientWidth));
    watch.observe(into);
    return () => {
      watch.disconnect();
      drawing.destroy();
    };
  }, [shown, log, height, sync, shade, asTable]);
  return (
    <figure className="min-w-0 rounded-lg border border-line bg-paper">
      <figcaption className="flex items-center gap-2 px-3 pt-2">
        <span className="min-w-0 truncate font-mono text-xs font-medium" title={title}>
          {title}
        </span>
        <span ref={readout} className="ml-auto font-mono text-xs whitespace-nowrap text-ink-soft" />
        <Button
          look="quiet"
          aria-pressed={asTable}
          aria-label={`Show ${title} as a table`}
          className="aria-pressed:bg-accent-soft aria-pressed:text-ink"
          onClick={() => setAsTable(!asTable)}
        >
          <Table2 size={14} aria-hidden />
        </Button>
      </figcaption>
      {asTable ? (
        <SeriesTable title={title} series={series} height={height} count={props.count} />
      ) : (
        <div ref={canvas} role="img" aria-label={inWords(title, series)} style={{ height }} />
      )}
      {shown.dropped > 0 && !asTable && (
        <p className="px-3 pb-2 text-xs text-ink-soft">
          {shown.dropped} points of zero or below have no place on a log axis.
        </p>
      )}
    </figure>
  );
}

function readAt(series: readonly Series[], index: number | null): string {
  const only = series[0];
  if (index === null || only === undefined || series.length > 1) return "";
  const x = only.xs[index];
  if (x === undefined) return "";
  return `${formatNumber(only.ys[index])} at ${x.toLocaleString("en-US")}`;
}

/** The chart as a sentence. */
function inWords(title: string, series: readonly Series[]): string {
  const parts = series.map(({ label, xs, ys }) => {
    const range = rangeOf(ys);
    if (range === undefined) return `${label}: no finite values`;
    const [low, high] = range.map(formatNumber);
    return `${label}: from ${low} to ${high}, last ${formatNumber(ys.at(-1))} at step ${xs.at(-1)}`;
  });
  return `Line chart of ${title}. ${parts.join(". ")}.`;
}
