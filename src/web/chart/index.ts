export { ChartControls } from "./chart-controls.tsx";
export { type ChartSettings, settingsOf, writeZoom } from "./chart-settings.ts";
export type { XAxis } from "./draw-lines.ts";
export { LineSample } from "./legend.tsx";
export { LineChart } from "./line-chart.tsx";
export { isWithin, type Series, smooth, type Window } from "./series.ts";
export { useWidthInSight } from "./use-width-in-sight.ts";
