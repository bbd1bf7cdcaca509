export { checkPages } from "./check-pages.ts";
export { lostLogs } from "./lost-log.ts";
export { openPageSums, type PageReport, type PageSums } from "./page-sums.ts";
export { sumCopy } from "./sum-copy.ts";
export { sumsFileOf } from "./sums-file.ts";
