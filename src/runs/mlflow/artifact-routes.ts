import { basename } from "node:path";
import { fail } from "#ground/errors";
import { answer, defineRoute, type RouteShape } from "#ground/http";
import { MLFLOW_ERRORS, mlflowError, mlflowRoutes } from "#ground/mlflow";
import type { Pushing } from "#ground/objects";
import {
  bodyOf,
  listArtifacts,
  ownPlace,
  type Place,
  sendArtifact,
  storeArtifact,
  trashArtifact,
} from "../artifacts/index.ts";
import { ARTIFACT_OPERATIONS, placeInRun } from "./artifact-operations.ts";
import { UPLOAD_ROUTES } from "./upload-routes.ts";

const PREFIXES = [
  "/api/2.0/mlflow-artifacts/artifacts",
  "/ajax-api/2.0/mlflow-artifacts/artifacts",
];
/** What MLflow's page may upload at once. */
const PAGE_UPLOAD_MAX = 10 * 1024 * 1024;

/** The proxy through which MLflow's clients store and fetch artifacts. */
export const ARTIFACT_ROUTES: readonly RouteShape[] = [
  ...ARTIFACT_OPERATIONS.flatMap((operation) => mlflowRoutes(operation)),
  ...PREFIXES.flatMap(proxyRoutes),
  ...UPLOAD_ROUTES,
  defineRoute({
    method: "GET",
    path: "/get-artifact",
    permission: "read",
    summary: "The bytes of an artifact of a run, by `run_id` and `path`; MLflow's older address.",
    onError: mlflowError,
    async run({ query, headers }, context) {
      const id = query.get("run_id") ?? query.get("run_uuid") ?? "";
      const place = await placeInRun(context, id, query.get("path") ?? "");
      return sendArtifact(context, place, { headers, as: "saved" });
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
];

function proxyRoutes(prefix: string): RouteShape[] {
  return [
    defineRoute({
      method: "GET",
      path: prefix,
      permission: "read",
      summary: "The files and folders at a path of the artifact store, with their names alone.",
      onError: mlflowError,
      async run({ query }, context) {
        const entries = await listArtifacts(context, ownPlace(context, query.get("path") ?? ""));
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
      summary: "The bytes of an artifact, or the range that is asked for.",
      onError: mlflowError,
      run: ({ params, headers }, context) =>
        sendArtifact(context, ownPlace(context, params["*"] as string), { headers, as: "saved" }),
    }),
    defineRoute({
      method: "HEAD",
      path: `${prefix}/*`,
      permission: "read",
      summary: "The size, the type and the tag of an artifact.",
      onError: mlflowError,
      run: ({ params, headers }, context) =>
        sendArtifact(context, ownPlace(context, params["*"] as string), {
          headers,
          as: "saved",
          head: true,
        }),
    }),
    defineRoute({
      method: "PUT",
      path: `${prefix}/*`,
      permission: "write",
      summary: "Stores the body as an artifact, whole or not at all.",
      streamsBody: true,
      onError: mlflowError,
      async run({ params, stream }, context) {
        let place: Place;
        try {
          place = ownPlace(context, params["*"] as string);
        } catch (error) {
          stream.resume();
          throw error;
        }
        await storeArtifact(context, place, stream);
        return answer({ headers: { "content-type": "application/json" }, body: "{}" });
      },
    }),
    defineRoute({
      method: "DELETE",
      path: `${prefix}/*`,
      permission: "write",
      summary: "Moves an artifact, or a folder of them, to the trash.",
      onError: mlflowError,
      async run({ params, peer }, context) {
        await trashArtifact(context, ownPlace(context, params["*"] as string), peer.user);
        return {};
      },
    }),
  ];
}

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
