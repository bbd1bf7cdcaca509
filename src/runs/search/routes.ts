import { defineRoute, type RouteShape } from "#ground/http";
import { SEARCH_API } from "./api.ts";
import { completeFilter } from "./complete-filter.ts";
import { describeColumns } from "./describe-columns.ts";
import { groupRuns } from "./group-runs.ts";

/** Routes about searching; the list itself is in the slice's own. */
export const SEARCH_ROUTES: readonly RouteShape[] = [
  defineRoute({
    ...SEARCH_API.columns,
    permission: "read",
    summary: "What the runs that match have logged, and where they differ.",
    run: ({ query }, context) => describeColumns(context, query),
  }),
  defineRoute({
    ...SEARCH_API.groups,
    permission: "read",
    summary: "The runs that match in groups of what is alike, with their metrics summed up.",
    run: ({ query }, context) => groupRuns(context, query),
  }),
  defineRoute({
    ...SEARCH_API.complete,
    permission: "read",
    summary: "What could be typed next in a filter, and what is wrong with it.",
    run: ({ query }, context) => completeFilter(context, query),
  }),
];
