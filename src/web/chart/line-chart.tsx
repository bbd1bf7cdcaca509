import { Table2, ZoomOut } from "lucide-react";
import {
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from "react";
import { count, formatNumber } from "#web/figures";
import { Button } from "#web/form";
import { useShade } from "#web/theme";
import { type Drawing, drawLines, type XAxis, xInWords } from "./draw-lines.ts";
import { showReadout } from "./readout.ts";
import { dropForLog, nearestPlace, rangeOf, type Series, valueAt, type Window } from "./series.ts";
import { SeriesTable } from "./series-table.tsx";

/**
 * A chart of one or more lines, with what a canvas cannot say beside it: a sentence for screen readers, the values
 * under the cursor, and the points as a table. Dragging over a part zooms to it, a double click shows all; with the
 * focus on it, arrows move the cursor, + and - zoom, 0 shows all.
 */
export function LineChart(props: {
  readonly title: string;
  readonly series: readonly Series[];
  /** Points there are, where `series` holds a reduction of them. */
  readonly count?: number;
  /** Points in sight that are infinite: they are not drawn, and the chart says how many. */
  readonly infinite?: number;
  readonly log: boolean;
  readonly x?: XAxis;
  readonly window?: Window | undefined;
  readonly onZoom?: (window: Window | undefined) => void;
  readonly sync: string;
  readonly height?: number;
  /** Beside the title: what else can be done with this chart. */
  readonly children?: ReactNode;
}) {
  const { title, series, log, height = 200, x = "step", window, infinite = 0 } = props;
  const [asTable, setAsTable] = useState(false);
  const hint = useId();
  const shown = useMemo(() => (log ? dropForLog(series) : { series, dropped: 0 }), [series, log]);
  const { canvas, readout, floating, drawing } = useDrawing({
    ...props,
    shown: shown.series,
    asTable,
  });
  const keys = useChartKeys(drawing, shown.series, props.onZoom);
  return (
    <figure className="min-w-0 rounded-lg border border-line bg-paper">
      <figcaption className="flex items-center gap-1 px-3 pt-2">
        <span className="min-w-0 truncate font-mono text-xs font-medium" title={title}>
          {title}
        </span>
        <span
          ref={readout}
          className="ml-auto min-w-0 truncate pl-2 font-mono text-xs whitespace-nowrap text-ink-soft"
        />
        {window !== undefined && props.onZoom !== undefined && (
          <Button
            look="quiet"
            aria-label={`Show all of ${title}`}
            title="Show all (0)"
            onClick={() => props.onZoom?.(undefined)}
          >
            <ZoomOut size={14} aria-hidden />
          </Button>
        )}
        {props.children}
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
        <SeriesTable title={title} series={series} height={height} count={props.count} x={x} />
      ) : (
        <div className="relative">
          {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form */}
          <div
            role="group"
            aria-label={`Cursor of ${title}`}
            aria-describedby={hint}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: the cursor is moved by keys
            tabIndex={0}
            className="rounded-b-lg -outline-offset-2"
            onKeyDown={keys}
            onFocus={() => readout.current?.setAttribute("aria-live", "polite")}
            onBlur={() => {
              readout.current?.removeAttribute("aria-live");
              drawing.current?.point(null);
            }}
          >
            <div
              ref={canvas}
              role="img"
              aria-label={inWords(title, series, x)}
              className={isBlank(series) ? "opacity-0" : ""}
              style={{ height }}
            />
          </div>
          {isBlank(series) && (
            <p className="pointer-events-none absolute inset-0 flex items-center justify-center px-8 text-center text-sm text-ink-soft">
              No point here is a finite number.
            </p>
          )}
          <div
            ref={floating}
            aria-hidden
            className="pointer-events-none absolute top-2 z-10 hidden max-w-72 rounded-md border border-line bg-paper px-2 py-1 font-mono text-xs shadow-float"
          />
          <span id={hint} className="sr-only">
            Arrow keys move the cursor, plus and minus zoom, zero shows all.
          </span>
        </div>
      )}
      {!asTable && <NotDrawn infinite={infinite} dropped={shown.dropped} />}
    </figure>
  );
}

/** Whether there are points, and none that can be drawn: an empty plot would look as if something were broken. */
function isBlank(series: readonly Series[]): boolean {
  return (
    series.some(({ ys }) => ys.length > 0) && series.every(({ ys }) => ys.every((y) => y === null))
  );
}

/** How many points in sight have no place on the axis. */
function NotDrawn({ infinite, dropped }: { readonly infinite: number; readonly dropped: number }) {
  const parts = [
    ...(infinite > 0 ? [`${count(infinite, "infinite point")} not drawn`] : []),
    ...(dropped > 0 ? [`${count(dropped, "point")} of zero or below: no place on a log axis`] : []),
  ];
  return parts.length === 0 ? null : (
    <p className="px-3 pb-2 text-xs text-ink-soft">{parts.join("; ")}.</p>
  );
}

/** Keeps the drawing on its canvas: made anew where its looks change, told where only the values do. */
function useDrawing(
  options: Parameters<typeof LineChart>[0] & {
    readonly shown: readonly Series[];
    readonly asTable: boolean;
  },
) {
  const { shown, log, height = 200, sync, x = "step", window, asTable } = options;
  const canvas = useRef<HTMLDivElement>(null);
  const readout = useRef<HTMLSpanElement>(null);
  const floating = useRef<HTMLDivElement>(null);
  const drawing = useRef<Drawing>(undefined);
  const shade = useShade();
  const latest = useRef(options);
  latest.current = options;
  const lines = shown.map(({ label, look, raw }) => `${label}\n${look}\n${raw !== undefined}`);
  const looks = lines.join("\n\n");
  const dotted = shown.some(({ xs }) => xs.length <= 30);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `looks` stands for the lines; the shade changes the colours that are read while drawing
  useEffect(() => {
    const into = canvas.current;
    if (into === null) return undefined;
    const made = drawLines(into, {
      series: latest.current.shown,
      window: latest.current.window,
      log,
      x,
      height,
      sync,
      onZoom: (next) => latest.current.onZoom?.(next),
      onCursor: (at, left) =>
        showReadout(latest.current.shown, {
          at,
          left,
          x,
          into,
          line: readout.current,
          box: floating.current,
        }),
    });
    drawing.current = made;
    const watch = new ResizeObserver(() => made.resize(into.clientWidth));
    watch.observe(into);
    return () => {
      watch.disconnect();
      made.destroy();
      drawing.current = undefined;
    };
  }, [looks, dotted, log, x, height, sync, shade, asTable]);
  useEffect(() => drawing.current?.show(shown, window), [shown, window]);
  return { canvas, readout, floating, drawing };
}

/** The chart's keys: the cursor along the first line's points, and zoom around it. */
function useChartKeys(
  drawing: { readonly current: Drawing | undefined },
  series: readonly Series[],
  onZoom: ((window: Window | undefined) => void) | undefined,
) {
  const at = useRef<number>(undefined);
  return (event: KeyboardEvent): void => {
    const plot = drawing.current;
    const xs = series[0]?.xs ?? [];
    if (plot === undefined || xs.length === 0 || event.ctrlKey || event.metaKey || event.altKey)
      return;
    const { from, to } = plot.range();
    const first = nearestPlace(xs, from) ?? 0;
    const last = nearestPlace(xs, to) ?? 0;
    const place = Math.min(last, Math.max(first, nearestPlace(xs, at.current ?? from) ?? 0));
    const stride = event.shiftKey ? Math.max(1, Math.round((last - first) / 10)) : 1;
    const moves: Readonly<Record<string, number>> = {
      ArrowLeft: Math.max(first, place - stride),
      ArrowRight: Math.min(last, at.current === undefined ? first : place + stride),
      Home: first,
      End: last,
    };
    const next = moves[event.key];
    if (next !== undefined) {
      event.preventDefault();
      at.current = xs[next];
      plot.point(xs[next] as number);
      return;
    }
    const middle = at.current ?? (from + to) / 2;
    const half = { "+": 0.25, "=": 0.25, "-": 1 }[event.key];
    if (half !== undefined) {
      event.preventDefault();
      onZoom?.({ from: middle - (to - from) * half, to: middle + (to - from) * half });
    }
    if (event.key === "0" || event.key === "Escape") onZoom?.(undefined);
  };
}

/** The chart as a sentence. */
function inWords(title: string, series: readonly Series[], x: XAxis): string {
  const parts = series.map((line) => {
    const { label, xs, ys } = line;
    const range = rangeOf(ys);
    if (range === undefined) return `${label}: no finite values`;
    const [low, high] = range.map(formatNumber);
    const end = xs.at(-1);
    const where =
      end === undefined
        ? ""
        : ` at ${x === "step" ? "step " : ""}${x === "step" ? end : xInWords(end, x)}`;
    return `${label}: from ${low} to ${high}, last ${valueAt(line, ys.length - 1)}${where}`;
  });
  return `Line chart of ${title}. ${parts.join(". ")}.`;
}
