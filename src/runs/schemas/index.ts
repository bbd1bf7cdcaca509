export { metricSeries } from "./metric.ts";
export { type MatchQuery, matchQuery, refQuery } from "./queries.ts";
export { runDetail, runRow, runStatus, usedData } from "./run.ts";
