import { defineRoute, type RouteShape } from "#ground/http";
import {
  artifactsQuery,
  compareQuery,
  endRunBody,
  listRunsQuery,
  refQuery,
  seriesQuery,
  startRunBody,
} from "./api.ts";
import { listArtifacts, sendArtifact } from "./artifacts/index.ts";
import { compareRuns } from "./compare-runs.ts";
import { artifactUri } from "./describe-run.ts";
import { endRun } from "./end-run.ts";
import { ENVIRONMENT_ROUTES } from "./environment/index.ts";
import { EXPERIMENT_ROUTES } from "./experiments/index.ts";
import { findRun, resolveRun } from "./find-run.ts";
import { invalid } from "./limits.ts";
import { listRuns } from "./list-runs.ts";
import { BEAT_ROUTES } from "./lost/index.ts";
import { readSeries } from "./read-series.ts";
import { SEARCH_ROUTES } from "./search/index.ts";
import { startRun } from "./start-run.ts";
import { TRASH_ROUTES } from "./trash/index.ts";
import { VIEW_ROUTES } from "./views/index.ts";

const BASE = "/api/fettle/1/runs";

const start = defineRoute({
  method: "POST",
  path: BASE,
  permission: "write",
  summary: "Starts a run. The same request sent again answers the same run.",
  body: startRunBody,
  run: ({ body, peer }, context) => startRun(context, body, peer.user),
});

const end = defineRoute({
  method: "POST",
  path: `${BASE}/:id/end`,
  permission: "write",
  summary: "Ends a run.",
  body: endRunBody,
  run: ({ params, body }, context) => endRun(context, params["id"] as string, body),
});

const list = defineRoute({
  method: "GET",
  path: BASE,
  permission: "read",
  summary: "Runs that match, sorted by a fact, a metric or a parameter, a page at a time.",
  query: listRunsQuery,
  run: ({ query }, context) => listRuns(context, query),
});

const compare = defineRoute({
  method: "GET",
  path: `${BASE}/compare`,
  permission: "read",
  summary: "What two or more runs have in common and where they differ.",
  query: compareQuery,
  async run({ query }, context) {
    const refs = query.refs.split(",").filter((ref) => ref !== "");
    if (refs.length < 2 || refs.length > 20)
      throw invalid(query.refs, "refs", "expected 2 to 20 runs with commas between");
    const runs = [];
    for (const ref of refs) runs.push(await findRun(context.database, ref, query.project));
    return compareRuns(runs);
  },
});

const show = defineRoute({
  method: "GET",
  path: `${BASE}/:ref`,
  permission: "read",
  summary: "A run in full, by its id, the start of its id, or its name.",
  query: refQuery,
  run: ({ params, query }, context) =>
    findRun(context.database, params["ref"] as string, query.project),
});

const series = defineRoute({
  method: "GET",
  path: `${BASE}/:ref/metrics/*`,
  permission: "read",
  summary: "The points of a metric by step, reduced to a chart's width where it is given.",
  query: seriesQuery,
  async run({ params, query }, context) {
    const run = await resolveRun(context.database, params["ref"] as string, query.project);
    return readSeries(context.database, run, params["*"] as string, query.px);
  },
});

const artifacts = defineRoute({
  method: "GET",
  path: `${BASE}/:ref/artifacts`,
  permission: "read",
  summary: "The files and folders in a folder of a run's artifacts.",
  query: artifactsQuery,
  async run({ params, query }, context) {
    const run = await resolveRun(context.database, params["ref"] as string, query.project);
    const path = query.path === undefined || query.path === "" ? "" : `/${query.path}`;
    return { files: await listArtifacts(context, artifactUri(run) + path) };
  },
});

const artifact = defineRoute({
  method: "GET",
  path: `${BASE}/:ref/artifact/*`,
  permission: "read",
  summary:
    "The bytes of an artifact, sandboxed: a browser shows images and text, and saves the rest.",
  query: refQuery,
  async run({ params, query }, context) {
    const run = await resolveRun(context.database, params["ref"] as string, query.project);
    return sendArtifact(context, `${artifactUri(run)}/${params["*"]}`);
  },
});

/** Fettle's own routes for runs. */
export const ROUTES: readonly RouteShape[] = [
  start,
  end,
  list,
  compare,
  show,
  series,
  artifacts,
  artifact,
  ...BEAT_ROUTES,
  ...ENVIRONMENT_ROUTES,
  ...SEARCH_ROUTES,
  ...EXPERIMENT_ROUTES,
  ...TRASH_ROUTES,
  ...VIEW_ROUTES,
];
