export { Elapsed } from "./elapsed.tsx";
export {
  count,
  formatBytes,
  formatDuration,
  formatFigure,
  formatNumber,
  formatPoints,
  formatTime,
  type Value,
} from "./figures.ts";
