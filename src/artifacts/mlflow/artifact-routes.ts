import { basename } from "node:path";
import { answer, defineRoute, type RouteShape } from "#ground/http";
import { mlflowError } from "#ground/mlflow";
import { listArtifacts } from "../list-artifacts.ts";
import { ownPlace, type Place } from "../place.ts";
import { sendArtifact } from "../sending/index.ts";
import { storeArtifact } from "../store-artifact.ts";
import { trashArtifact } from "../trash-artifact.ts";
import { isListed } from "./listed.ts";

const PREFIXES = [
  "/api/2.0/mlflow-artifacts/artifacts",
  "/ajax-api/2.0/mlflow-artifacts/artifacts",
];

/** The proxy through which MLflow's clients store and fetch artifacts, by their paths in the store. */
export const ARTIFACT_ROUTES: readonly RouteShape[] = PREFIXES.flatMap(proxyRoutes);

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
          files: entries
            .map((entry) => ({
              path: basename(entry.path),
              is_dir: entry.folder,
              file_size: entry.folder ? undefined : entry.size,
            }))
            .filter(({ path }) => isListed(path)),
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
        sendArtifact(ownPlace(context, params["*"] as string), { headers, as: "saved" }),
    }),
    defineRoute({
      method: "HEAD",
      path: `${prefix}/*`,
      permission: "read",
      summary: "The size, the type and the tag of an artifact.",
      onError: mlflowError,
      run: ({ params, headers }, context) =>
        sendArtifact(ownPlace(context, params["*"] as string), {
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
