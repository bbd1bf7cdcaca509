export { LineChart } from "./line-chart.tsx";
export type { Series } from "./series.ts";
