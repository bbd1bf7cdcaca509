export {
  count,
  formatBytes,
  formatDuration,
  formatNumber,
  formatPoints,
  formatTime,
  type Value,
} from "./figures.ts";
