import { listAnswer, placeAt, sendArtifact } from "#artifacts";
import { fail } from "#ground/errors";
import { defineRoute, type RouteShape } from "#ground/http";
import { defineOperation, field, MLFLOW_ERRORS, mlflowError, mlflowRoutes } from "#ground/mlflow";
import { insidePath } from "#ground/objects";
import type { ServerContext } from "#ground/server";
import { ERRORS } from "../errors.ts";
import { modelUri } from "../own-artifacts/index.ts";
import { selectModelPlace } from "../store/select-model-place.ts";

/** The URI of a logged model's files; the path is checked before the model is looked for. */
async function rootOf(context: ServerContext, id: string, path: string): Promise<string> {
  insidePath(path);
  const place = await selectModelPlace(context.database, id);
  if (place === undefined || place.lifecycle === "deleted")
    throw fail(ERRORS, "RUNS_MODEL_UNKNOWN", { id });
  return modelUri(context.settings, place);
}

const LIST = defineOperation({
  method: "GET",
  path: "logged-models/:model_id/artifacts/directories",
  permission: "read",
  summary: "The files and folders in a folder of a logged model, with paths from its top.",
  fields: {
    artifact_directory_path: field.text,
    model_id: field.needText,
    page_token: field.text,
  },
  async run({ artifact_directory_path: path = "", model_id: id, page_token: token }, context) {
    return listAnswer(context, await rootOf(context, id, path), path, token);
  },
});

/** The files of logged models, as MLflow's page asks for them. */
export const MODEL_ARTIFACT_ROUTES: readonly RouteShape[] = [
  ...mlflowRoutes(LIST),
  defineRoute({
    method: "GET",
    path: "/ajax-api/2.0/mlflow/logged-models/:model_id/artifacts/files",
    permission: "read",
    summary: "The bytes of a logged model's file, by `artifact_file_path`.",
    onError: mlflowError,
    async run({ params, query, headers }, context) {
      const path = query.get("artifact_file_path") ?? "";
      if (path === "")
        throw fail(MLFLOW_ERRORS, "VALUE_INVALID", {
          problem: 'Request must include the "artifact_file_path" query parameter.',
        });
      const root = await rootOf(context, params["model_id"] ?? "", path);
      return sendArtifact(placeAt(context, root, path), { headers, as: "saved" });
    },
  }),
];
