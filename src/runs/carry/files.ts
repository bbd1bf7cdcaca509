import { fail } from "#ground/errors";
import type { ServerContext } from "#ground/server";
import { ERRORS } from "../errors.ts";
import { modelUri as uriOfModel, runUri as uriOfRun } from "../own-artifacts/index.ts";
import { selectModelPlace } from "../store/select-model-place.ts";
import { selectRun } from "../store/select-run.ts";

type UriOf = (context: ServerContext, id: string) => Promise<string>;

/** Where the artifacts of a run are. */
export const runUri: UriOf = async (context, id) => {
  const run = await selectRun(context.database, id);
  if (run === undefined) throw fail(ERRORS, "RUNS_UNKNOWN", { ref: id });
  return uriOfRun(context.settings, run);
};

/** Where the artifacts of a logged model are. */
export const modelUri: UriOf = async (context, id) => {
  const found = await selectModelPlace(context.database, id);
  if (found === undefined) throw fail(ERRORS, "RUNS_MODEL_UNKNOWN", { id });
  return uriOfModel(context.settings, found);
};
