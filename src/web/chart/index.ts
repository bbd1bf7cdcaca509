export { plotWidth, type XAxis } from "./draw-lines.ts";
export { LineSample } from "./legend.tsx";
export { LineChart } from "./line-chart.tsx";
export { type Series, smooth, type Window } from "./series.ts";
