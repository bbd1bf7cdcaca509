import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { formatNumber } from "#web/figures";
import { tokenColour } from "#web/theme";
import { alignSeries, type Series } from "./series.ts";

export type Drawing = {
  resize(width: number): void;
  destroy(): void;
};

const DASHES: readonly (number[] | undefined)[] = [undefined, [8, 4], [2, 3], [10, 3, 2, 3]];

/**
 * Draws lines on a canvas with uPlot. Dragging zooms along x, a double click shows all again; charts with the same
 * `sync` share cursor and zoom. `onCursor` tells the values under the cursor.
 */
export function drawLines(
  into: HTMLElement,
  options: {
    readonly series: readonly Series[];
    readonly log: boolean;
    readonly height: number;
    readonly sync: string;
    readonly onCursor: (index: number | null) => void;
  },
): Drawing {
  const colour = (token: string): string => tokenColour(into, token);
  const font = `11px ${getComputedStyle(into).fontFamily}`;
  const axis: uPlot.Axis = {
    stroke: colour("--ink-soft"),
    font,
    grid: { stroke: colour("--line"), width: 1 },
    ticks: { stroke: colour("--line"), width: 1, size: 4 },
    gap: 4,
  };
  const points = Math.max(0, ...options.series.map(({ xs }) => xs.length));
  const plot = new uPlot(
    {
      width: into.clientWidth,
      height: options.height,
      legend: { show: false },
      padding: [8, 12, 0, 0],
      cursor: {
        sync: { key: options.sync },
        y: false,
        points: { size: 7 },
        drag: { x: true, y: false },
      },
      scales: { x: { time: false }, y: options.log ? { distr: 3 } : {} },
      axes: [
        { ...axis, size: 26, values: (_plot, splits) => splits.map(wholeSteps) },
        { ...axis, size: 56, values: (_plot, splits) => splits.map(tick) },
      ],
      series: [
        {},
        ...options.series.map(({ label }, i) => ({
          label,
          stroke: colour(`--series-${(i % 4) + 1}`),
          width: 1.5,
          dash: DASHES[Math.floor(i / 4) % 4] ?? [],
          points: { show: points <= 30, size: 5 },
          spanGaps: false,
        })),
      ],
      hooks: { setCursor: [(self) => options.onCursor(self.cursor.idx ?? null)] },
    },
    alignSeries(options.series) as uPlot.AlignedData,
    into,
  );
  return {
    resize: (width) => plot.setSize({ width, height: options.height }),
    destroy: () => plot.destroy(),
  };
}

/** Steps are whole numbers; a split between two has no label. */
function wholeSteps(value: number): string {
  return Number.isInteger(value) ? value.toLocaleString("en-US") : "";
}

function tick(value: number | null): string {
  return value === null ? "" : formatNumber(value);
}
