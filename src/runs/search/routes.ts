import { defineRoute, type RouteShape } from "#ground/http";
import { completeQuery, runColumnsQuery, runGroupsQuery } from "../api.ts";
import { completeFilter } from "./complete-filter.ts";
import { describeColumns } from "./describe-columns.ts";
import { groupRuns } from "./group-runs.ts";

const BASE = "/api/fettle/1/runs";

const columns = defineRoute({
  method: "GET",
  path: `${BASE}/columns`,
  permission: "read",
  summary: "What the runs that match have logged, and where they differ.",
  query: runColumnsQuery,
  run: ({ query }, context) => describeColumns(context, query),
});

const groups = defineRoute({
  method: "GET",
  path: `${BASE}/groups`,
  permission: "read",
  summary: "The runs that match in groups of what is alike, with their metrics summed up.",
  query: runGroupsQuery,
  run: ({ query }, context) => groupRuns(context, query),
});

const complete = defineRoute({
  method: "GET",
  path: `${BASE}/complete`,
  permission: "read",
  summary: "What could be typed next in a filter, and what is wrong with it.",
  query: completeQuery,
  run: ({ query }, context) => completeFilter(context, query),
});

/** Routes about searching; the list itself is in the slice's own. */
export const SEARCH_ROUTES: readonly RouteShape[] = [columns, groups, complete];
