export { metricSeries } from "./metric.ts";
export { type MatchQuery, matchQuery, refQuery } from "./queries.ts";
export { runDetail, runRow, runStatus, startedRun, usedData } from "./run.ts";
