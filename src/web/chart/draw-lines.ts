import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { formatDuration, formatNumber, formatTime } from "#web/figures";
import { tokenColour } from "#web/theme";
import { alignSeries, type Series, type Window } from "./series.ts";

/** What stands along x: steps, times, or the time since a run began. */
export type XAxis = "step" | "time" | "relative";

export type Drawing = {
  /** Shows other values of the same lines, whole or a part of them. */
  show(series: readonly Series[], window: Window | undefined): void;
  resize(width: number): void;
  /** Puts the cursor on a place along x, as the pointer would; null takes it away. */
  point(x: number | null): void;
  /** The part of x in sight now. */
  range(): Window;
  destroy(): void;
};

export type DrawOptions = {
  readonly series: readonly Series[];
  readonly window: Window | undefined;
  readonly log: boolean;
  readonly x: XAxis;
  readonly height: number;
  readonly sync: string;
  /** Where along x the cursor is, and the pixel of it; null where it left. */
  readonly onCursor: (x: number | null, left: number) => void;
  /** A part was dragged over; undefined asks for all again. */
  readonly onZoom: (window: Window | undefined) => void;
};

const DASHES: readonly (number[] | undefined)[] = [undefined, [8, 4], [2, 3], [10, 3, 2, 3]];
const COLOURS = 4;
const LEFT_PX = 56;
const RIGHT_PX = 22;
/** A shorter drag was a click that slipped. */
const DRAG_MIN_PX = 5;

/** The colour's token and the dash of the n-th line. */
export function lookOf(n: number): { readonly token: string; readonly dash: number[] } {
  return {
    token: `--series-${(n % COLOURS) + 1}`,
    dash: DASHES[Math.floor(n / COLOURS) % DASHES.length] ?? [],
  };
}

/** Pixels that the lines have of a chart so wide: points for more of them would never be seen. */
export function plotWidth(width: number): number {
  return Math.max(0, width - LEFT_PX - RIGHT_PX);
}

/** Draws lines on a canvas with uPlot. Charts with the same `sync` share the cursor. */
export function drawLines(into: HTMLElement, options: DrawOptions): Drawing {
  let window = options.window;
  const plot = new uPlot(
    plotOptions(into, options, () => window),
    dataOf(options.series) as uPlot.AlignedData,
    into,
  );
  return {
    show(series, next) {
      window = next;
      plot.setData(dataOf(series) as uPlot.AlignedData);
    },
    resize: (width) => plot.setSize({ width, height: options.height }),
    point(x) {
      const left = x === null ? -10 : plot.valToPos(x, "x");
      plot.setCursor({ left, top: x === null ? -10 : 20 });
    },
    range: () => ({ from: plot.scales["x"]?.min ?? 0, to: plot.scales["x"]?.max ?? 1 }),
    destroy: () => plot.destroy(),
  };
}

/** The raw lines first, so that the smoothed ones lie over them. */
function dataOf(series: readonly Series[]) {
  const raws = series.filter(({ raw }) => raw !== undefined);
  return alignSeries([...raws.map((each) => ({ ...each, ys: each.raw ?? [] })), ...series]);
}

function plotOptions(
  into: HTMLElement,
  options: DrawOptions,
  windowNow: () => Window | undefined,
): uPlot.Options {
  const colour = (token: string): string => tokenColour(into, token);
  const font = `11px ${getComputedStyle(into).fontFamily}`;
  const axis: uPlot.Axis = {
    stroke: colour("--ink-soft"),
    font,
    grid: { stroke: colour("--line"), width: 1 },
    ticks: { stroke: colour("--line"), width: 1, size: 4 },
    gap: 4,
  };
  const { series, onZoom } = options;
  const points = Math.max(0, ...series.map(({ xs }) => xs.length));
  const line = ({ label, look }: Series, place: number, behind: boolean): uPlot.Series => {
    const { token, dash } = lookOf(look ?? place);
    return {
      label,
      stroke: behind ? `color-mix(in srgb, ${colour(token)} 35%, transparent)` : colour(token),
      width: behind ? 1 : 1.5,
      dash: behind ? [] : dash,
      points: { show: points <= 30 && !behind, size: 5 },
      spanGaps: false,
    };
  };
  return {
    width: into.clientWidth,
    height: options.height,
    legend: { show: false },
    padding: [8, RIGHT_PX, 0, 0],
    cursor: {
      sync: { key: options.sync },
      y: false,
      points: { size: 7 },
      drag: { x: true, y: false, setScale: false },
      bind: {
        dblclick: () => () => {
          onZoom(undefined);
          return null;
        },
      },
    },
    scales: {
      x: {
        time: false,
        range: (_plot, low, high) => {
          const window = windowNow();
          if (window !== undefined) return [window.from, window.to];
          return low === high ? [low - 1, high + 1] : [low, high];
        },
      },
      y: options.log ? { distr: 3 } : {},
    },
    axes: [
      {
        ...axis,
        size: 26,
        values: (_plot, splits) => splits.map((each) => xTick(each, options.x)),
      },
      { ...axis, size: LEFT_PX, values: (_plot, splits) => splits.map(tick) },
    ],
    series: [
      {},
      ...series.flatMap((each, i) => (each.raw === undefined ? [] : [line(each, i, true)])),
      ...series.map((each, i) => line(each, i, false)),
    ],
    hooks: {
      setCursor: [
        ({ cursor, posToVal }) => {
          const left = cursor.left ?? -1;
          options.onCursor(left < 0 ? null : posToVal(left, "x"), left);
        },
      ],
      setSelect: [
        (self) => {
          const { left, width } = self.select;
          if (width < DRAG_MIN_PX) return;
          const window = { from: self.posToVal(left, "x"), to: self.posToVal(left + width, "x") };
          self.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          onZoom(window);
        },
      ],
    },
  };
}

/** A place along x in words. Steps are whole numbers; a split between two has no label. */
function xTick(value: number, x: XAxis): string {
  if (x === "step") return Number.isInteger(value) ? value.toLocaleString("en-US") : "";
  return xInWords(value, x);
}

/** A place along x as a person reads it. */
export function xInWords(value: number, x: XAxis): string {
  if (x === "time") return formatTime(value);
  if (x === "relative") return formatDuration(Math.max(0, value));
  return Math.round(value).toLocaleString("en-US");
}

function tick(value: number | null): string {
  return value === null ? "" : formatNumber(value);
}
