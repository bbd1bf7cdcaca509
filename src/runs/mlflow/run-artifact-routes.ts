import {
  artifactAddress,
  bodyOf,
  listAnswer,
  type Place,
  placeAt,
  sendArtifact,
  storeArtifact,
} from "#artifacts";
import { fail } from "#ground/errors";
import { answer, defineRoute, type RouteShape } from "#ground/http";
import {
  defineOperation,
  Fields,
  field,
  MLFLOW_ERRORS,
  mlflowError,
  mlflowRoutes,
  readFields,
} from "#ground/mlflow";
import { insidePath, type Pushing } from "#ground/objects";
import type { ServerContext } from "#ground/server";
import { ERRORS } from "../errors.ts";
import { runUri } from "../own-artifacts/index.ts";
import { selectRun } from "../store/select-run.ts";
import { RUN } from "./fields.ts";

/** What MLflow's page may upload at once. */
const PAGE_UPLOAD_MAX = 10 * 1024 * 1024;

/** The URI of a run's artifacts; the path is checked before the run is looked for. */
async function rootOf(context: ServerContext, id: string, path: string): Promise<string> {
  insidePath(path);
  const run = await selectRun(context.database, id);
  if (run === undefined) throw fail(ERRORS, "RUNS_UNKNOWN", { ref: id });
  return runUri(context.settings, run);
}

async function placeInRun(context: ServerContext, id: string, path: string): Promise<Place> {
  return placeAt(context, await rootOf(context, id, path), path);
}

const LIST = defineOperation({
  method: "GET",
  path: "artifacts/list",
  permission: "read",
  summary: "The files and folders in a folder of a run's artifacts, with paths from their top.",
  fields: { ...RUN, path: field.text, page_token: field.text },
  async run({ run_id: id, path = "", page_token: token }, context) {
    return listAnswer(context, await rootOf(context, id, path), path, token);
  },
});
const PRESIGNED = { ...RUN, path: field.needed(field.value), expiration: field.whole };

/** The artifacts of runs, as MLflow's clients and pages ask for them by the run's id. */
export const RUN_ARTIFACT_ROUTES: readonly RouteShape[] = [
  ...mlflowRoutes(LIST),
  defineRoute({
    method: "GET",
    path: "/get-artifact",
    permission: "read",
    summary: "The bytes of an artifact of a run, by `run_id` and `path`; MLflow's older address.",
    onError: mlflowError,
    async run({ query, headers }, context) {
      const id = query.get("run_id") ?? query.get("run_uuid") ?? "";
      const place = await placeInRun(context, id, query.get("path") ?? "");
      return sendArtifact(place, { headers, as: "saved" });
    },
  }),
  defineRoute({
    method: "POST",
    path: "/ajax-api/2.0/mlflow/upload-artifact",
    permission: "write",
    summary:
      "Stores the body, of at most 10 MB, as an artifact of a run, by `run_uuid` and `path`.",
    streamsBody: true,
    onError: mlflowError,
    async run({ query, stream }, context) {
      try {
        const [id, path] = [query.get("run_uuid") ?? "", query.get("path") ?? ""];
        if (id === "") throw missing("run_uuid");
        if (path === "") throw missing("path");
        const place = await placeInRun(context, id, path);
        await storeArtifact(context, place, await smallBody(bodyOf(stream, place)));
        return answer({ headers: { "content-type": "application/json" }, body: "{}" });
      } catch (error) {
        stream.resume();
        throw error;
      }
    },
  }),
  ...["/api/2.0/mlflow", "/ajax-api/2.0/mlflow"].map((api) =>
    defineRoute({
      method: "POST",
      path: `${api}/artifacts/presigned-download-url`,
      permission: "read",
      summary: "An address from which an artifact of a run can be fetched, without the token.",
      fields: PRESIGNED,
      onError: mlflowError,
      async run({ body, headers }, context) {
        const { run_id: id, path } = readFields(new Fields(body), PRESIGNED);
        const place = await placeInRun(context, id, path);
        if (!place.own)
          throw refused("artifacts outside of this server's own folder have no such address");
        const { url, ...rest } = await artifactAddress(context, place, headers);
        return { presigned_url: url, ...rest };
      },
    }),
  ),
];

/** A body that fits into memory; refused where it is empty or larger. */
async function smallBody(body: Pushing): Promise<Pushing> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  await body.each((chunk) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size > PAGE_UPLOAD_MAX) throw refused("Artifact size is too large. Max size is 10MB.");
    return undefined;
  });
  if (size === 0) throw missing("data");
  return {
    async each(take) {
      for (const chunk of chunks) await take(chunk);
    },
  };
}

function missing(what: string): Error {
  return refused(`Request must specify ${what}.`);
}

function refused(problem: string): Error {
  return fail(MLFLOW_ERRORS, "VALUE_INVALID", { problem });
}
