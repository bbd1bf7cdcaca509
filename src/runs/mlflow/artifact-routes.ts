import { basename } from "node:path";
import { fail } from "#ground/errors";
import { answer, defineRoute, type RouteShape } from "#ground/http";
import { listArtifacts, sendArtifact, storeArtifact } from "../artifacts/index.ts";
import { artifactUri } from "../describe-run.ts";
import { ERRORS } from "../errors.ts";
import { selectRun } from "../store/select-run.ts";
import { mlflowError } from "./errors.ts";
import { mlflowRoutes, type Operation } from "./mlflow-route.ts";

const PREFIXES = [
  "/api/2.0/mlflow-artifacts/artifacts",
  "/ajax-api/2.0/mlflow-artifacts/artifacts",
];

const LIST: Operation = {
  method: "GET",
  path: "artifacts/list",
  permission: "read",
  summary: "The files and folders in a folder of a run's artifacts, with paths from their top.",
  async run(fields, context) {
    const id = fields.runId();
    const run = await selectRun(context.database, id);
    if (run === undefined) throw fail(ERRORS, "RUNS_UNKNOWN", { ref: id });
    const root = artifactUri(run);
    const path = fields.text("path");
    const entries = await listArtifacts(context, path === undefined ? root : `${root}/${path}`);
    return {
      root_uri: root,
      files: entries.map((entry) => ({
        path: entry.path,
        is_dir: entry.folder,
        file_size: entry.folder ? undefined : entry.size,
      })),
    };
  },
};

/** The proxy through which MLflow's clients store and fetch artifacts. */
export const ARTIFACT_ROUTES: readonly RouteShape[] = [
  ...mlflowRoutes(LIST),
  ...PREFIXES.flatMap((prefix) => [
    defineRoute({
      method: "GET",
      path: prefix,
      permission: "read",
      summary: "The files and folders at a path of the artifact store, with their names alone.",
      onError: mlflowError,
      async run({ query }, context) {
        const path = query.get("path") ?? "";
        if (path === "") return { files: [] };
        const entries = await listArtifacts(context, path);
        return {
          files: entries.map((entry) => ({
            path: basename(entry.path),
            is_dir: entry.folder,
            file_size: entry.folder ? undefined : entry.size,
          })),
        };
      },
    }),
    defineRoute({
      method: "GET",
      path: `${prefix}/*`,
      permission: "read",
      summary: "The bytes of an artifact.",
      onError: mlflowError,
      run: ({ params }, context) => sendArtifact(context, params["*"] as string),
    }),
    defineRoute({
      method: "PUT",
      path: `${prefix}/*`,
      permission: "write",
      summary: "Stores the body as an artifact, whole or not at all.",
      streamsBody: true,
      onError: mlflowError,
      async run({ params, stream }, context) {
        await storeArtifact(context, params["*"] as string, stream);
        return answer({ headers: { "content-type": "application/json" }, body: "{}" });
      },
    }),
  ]),
];
