import { placeAt, sendArtifact, withoutPassword } from "#artifacts";
import { fail } from "#ground/errors";
import { defineRoute, type RouteShape } from "#ground/http";
import { Fields, mlflowError, readFields } from "#ground/mlflow";
import { insidePath } from "#ground/objects";
import { ERRORS } from "../errors.ts";
import { requireVersionRow } from "../read-version.ts";
import { WORDS } from "./errors.ts";
import { VERSION } from "./fields.ts";

/** Downloads for MLflow's pages and old clients, which ask outside of the API's paths. */
export const ARTIFACT_ROUTES: readonly RouteShape[] = [
  defineRoute({
    method: "GET",
    path: "/model-versions/get-artifact",
    permission: "read",
    summary: "The bytes of a file of a version.",
    onError: (error) => mlflowError(error, WORDS),
    async run({ query, headers }, context) {
      const fields = new Fields(Object.fromEntries(query));
      // The path first: what can't be one is told before anybody learns which models there are.
      const path = insidePath(fields.needText("path"));
      const { name, version } = readFields(fields, VERSION);
      const { location, source } = await requireVersionRow(context.database, name, version);
      if (location === "")
        throw fail(ERRORS, "MODELS_FILES_ELSEWHERE", {
          name,
          version,
          source: withoutPassword(source),
        });
      return sendArtifact(placeAt(context, location, path), { headers, as: "saved" });
    },
  }),
];
