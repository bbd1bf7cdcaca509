import { defineRoute, type RouteShape } from "#ground/http";
import { API } from "./api.ts";
import { COMPARE_ROUTES } from "./comparison/index.ts";
import { endRun } from "./end-run.ts";
import { ENVIRONMENT_ROUTES } from "./environment/index.ts";
import { EXPERIMENT_ROUTES } from "./experiments/index.ts";
import { findRun, resolveRun } from "./find-run.ts";
import { listRuns } from "./list-runs.ts";
import { BEAT_ROUTES } from "./lost/index.ts";
import { settle } from "./metrics/index.ts";
import { ARTIFACT_ROUTES } from "./own-artifacts/index.ts";
import { readSeries } from "./read-series.ts";
import { SEARCH_ROUTES } from "./search/index.ts";
import { startRun } from "./start-run.ts";
import { VIEW_ROUTES } from "./views/index.ts";

const start = defineRoute({
  ...API.start,
  permission: "write",
  summary: "Starts a run. The same request sent again answers the same run.",
  run: ({ body, peer }, context) => startRun(context, body, peer.user),
});

const end = defineRoute({
  ...API.end,
  permission: "write",
  summary: "Ends a run.",
  run: ({ params, body }, context) => endRun(context, params["id"] as string, body),
});

const list = defineRoute({
  ...API.list,
  permission: "read",
  summary: "Runs that match, sorted by a fact, a metric or a parameter, a page at a time.",
  run: ({ query }, context) => listRuns(context, query),
});

const show = defineRoute({
  ...API.show,
  permission: "read",
  summary: "A run in full, by its id, the start of its id, or its name.",
  async run({ params, query }, context) {
    return findRun(await settle(context), params["ref"] as string, query.project);
  },
});

const series = defineRoute({
  ...API.series,
  permission: "read",
  summary: "The points of a metric by step, reduced to a chart's width where it is given.",
  async run({ params, query }, context) {
    const run = await resolveRun(context.database, params["ref"] as string, query.project);
    const { px, from, to, x = "step" } = query;
    return readSeries(context, run, params["*"] as string, { px, from, to, axis: x });
  },
});

/** Fettle's own routes for runs. */
export const ROUTES: readonly RouteShape[] = [
  start,
  end,
  list,
  show,
  series,
  ...ARTIFACT_ROUTES,
  ...BEAT_ROUTES,
  ...COMPARE_ROUTES,
  ...ENVIRONMENT_ROUTES,
  ...SEARCH_ROUTES,
  ...EXPERIMENT_ROUTES,
  ...VIEW_ROUTES,
];
