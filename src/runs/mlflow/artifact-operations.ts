import { fail } from "#ground/errors";
import { defineOperation, field, invalid, type OperationShape } from "#ground/mlflow";
import { insidePath } from "#ground/objects";
import type { ServerContext } from "#ground/server";
import { type Place, pageArtifacts, placeAt } from "../artifacts/index.ts";
import { artifactUri } from "../describe-run.ts";
import { ERRORS } from "../errors.ts";
import { selectRun } from "../store/select-run.ts";
import { RUN } from "./fields.ts";

/** As many as MLflow's page draws at once without trouble; its client has a list of its own, which is not cut. */
const PAGE = 10_000;

/**
 * Entries of a folder in the form of MLflow's `artifacts/list`, whose paths begin at the top of the run or logged model;
 * for a folder with more than 10,000 entries, a page of them with a token for the next.
 */
export async function listAnswer(
  context: ServerContext,
  root: string,
  path: string,
  token: string | undefined,
): Promise<object> {
  const after = token === undefined ? undefined : nameOf(token);
  const { files, next } = await pageArtifacts(context, placeAt(context, root, path), {
    after,
    limit: PAGE,
  });
  return {
    root_uri: root,
    files: files.map(({ path: file, folder, size }) => ({
      path: file,
      is_dir: folder,
      file_size: folder ? undefined : size,
    })),
    next_page_token: next === undefined ? undefined : Buffer.from(`>${next}`).toString("base64url"),
  };
}

function nameOf(token: string): string {
  const text = Buffer.from(token, "base64url").toString("utf8");
  if (text.startsWith(">")) return text.slice(1);
  throw invalid(token, "page_token", "it is not a token that this server gave");
}

/** The place of a path in the artifacts of a run; the path is checked before the run is looked for. */
export async function placeInRun(context: ServerContext, id: string, path: string): Promise<Place> {
  insidePath(path);
  const run = await selectRun(context.database, id);
  if (run === undefined) throw fail(ERRORS, "RUNS_UNKNOWN", { ref: id });
  return placeAt(context, artifactUri(run), path);
}

/** What MLflow's clients ask about artifacts in JSON. */
export const ARTIFACT_OPERATIONS: readonly OperationShape[] = [
  defineOperation({
    method: "GET",
    path: "artifacts/list",
    permission: "read",
    summary: "The files and folders in a folder of a run's artifacts, with paths from their top.",
    fields: { ...RUN, path: field.text, page_token: field.text },
    async run({ run_id: id, path = "", page_token: token }, context) {
      insidePath(path);
      const run = await selectRun(context.database, id);
      if (run === undefined) throw fail(ERRORS, "RUNS_UNKNOWN", { ref: id });
      return listAnswer(context, artifactUri(run), path, token);
    },
  }),
];
