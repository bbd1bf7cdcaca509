import { Readable } from "node:stream";
import { z } from "zod";
import { pageArtifacts, placeAt, sendArtifact, storeArtifact } from "#artifacts";
import { fail } from "#ground/errors";
import { answer, defineRoute, type RouteShape } from "#ground/http";
import type { ServerContext } from "#ground/server";
import { artifactUri } from "../describe-run.ts";
import { ERRORS } from "../errors.ts";
import { selectExperimentByName } from "../experiments/index.ts";
import { trashLoggedModel } from "../logged-models/index.ts";
import { selectModelPlace } from "../store/select-model-place.ts";
import { selectRun } from "../store/select-run.ts";
import { trashExperiment, trashRuns } from "../trash/index.ts";
import { applyRecords } from "./apply-records.ts";
import { exportRecords } from "./export-records.ts";
import { importBody } from "./records.ts";

const BASE = "/api/fettle/1/runs";
const BODY_BYTES_MAX = 32 * 1024 * 1024;

const take = defineRoute({
  method: "POST",
  path: `${BASE}/import`,
  permission: "write",
  summary:
    "Takes records of an import in. What is there already stays; the same again changes nothing.",
  body: importBody,
  bodyBytesMax: BODY_BYTES_MAX,
  run: ({ body }, context) => applyRecords(context, body),
});

const trash = defineRoute({
  method: "POST",
  path: `${BASE}/import/trash`,
  permission: "write",
  summary:
    "Moves a run or a logged model, by its id, or an experiment, by its name, into the trash: it lay there where it comes from.",
  body: z.object({
    of: z.enum(["run", "logged-model", "experiment"]),
    id: z.string().min(1).max(500),
  }),
  async run({ body }, context) {
    if (body.of === "run") await trashRuns(context, [body.id]);
    else if (body.of === "logged-model") await trashLoggedModel(context, body.id);
    else {
      const found = await selectExperimentByName(context.database, body.id);
      if (found?.lifecycle === "active" && found.id !== 0) await trashExperiment(context, found.id);
    }
    return {};
  },
});

const files = defineRoute({
  method: "GET",
  path: `${BASE}/import/files/:of/:id`,
  permission: "read",
  summary: "What lies in a folder of the artifacts of a run or a logged model, 1,000 at a time.",
  query: z.object({
    path: z.string().max(4096).optional(),
    after: z.string().max(4096).optional(),
  }),
  async run({ params, query }, context) {
    const place = placeAt(context, await uriOf(context, params), query.path);
    const { after } = query;
    return pageArtifacts(context, place, {
      limit: 1000,
      ...(after === undefined ? {} : { after }),
    });
  },
});

const store = defineRoute({
  method: "PUT",
  path: `${BASE}/import/files/:of/:id/*`,
  permission: "write",
  summary: "Stores a file among the artifacts of a run or a logged model.",
  streamsBody: true,
  async run({ params, stream }, context) {
    const place = placeAt(context, await uriOf(context, params), params["*"]);
    await storeArtifact(context, place, stream);
    return answer({ headers: { "content-type": "application/json" }, body: "{}" });
  },
});

const send = defineRoute({
  method: "GET",
  path: `${BASE}/import/files/:of/:id/*`,
  permission: "read",
  summary: "The bytes of an artifact of a run or a logged model.",
  async run({ params, headers }, context) {
    const place = placeAt(context, await uriOf(context, params), params["*"]);
    return sendArtifact(context, place, { headers, as: "saved" });
  },
});

const flag = z.enum(["true", "false"]).optional();

const exporting = defineRoute({
  method: "GET",
  path: `${BASE}/export`,
  permission: "read",
  summary: "Runs that match with all that an import takes, as JSON lines, oldest first.",
  query: z.object({
    project: z.string().optional(),
    experiment: z.string().optional().describe("Name of the experiment."),
    filter: z.string().max(10_000).optional().describe("As in the list of runs."),
    points: flag.describe("Whether the points of metrics come too; default true."),
    registry: flag.describe(
      "Whether registered models come too; default true. None with a filter.",
    ),
  }),
  async run({ query, signal }, context) {
    const records = await exportRecords(context, query, signal);
    return answer({
      headers: { "content-type": "application/jsonl; charset=utf-8" },
      body: Readable.from(records, { objectMode: false }),
    });
  },
});

async function uriOf(
  context: ServerContext,
  params: Readonly<Record<string, string>>,
): Promise<string> {
  const id = params["id"] ?? "";
  if (params["of"] === "logged-model") {
    const found = await selectModelPlace(context.database, id);
    if (found === undefined) throw fail(ERRORS, "RUNS_MODEL_UNKNOWN", { id });
    return found.uri;
  }
  const run = params["of"] === "run" ? await selectRun(context.database, id) : undefined;
  if (run === undefined) throw fail(ERRORS, "RUNS_UNKNOWN", { ref: id });
  return artifactUri(run);
}

/** What carries runs in and out. */
export const TRANSFER_ROUTES: readonly RouteShape[] = [take, trash, files, store, send, exporting];
