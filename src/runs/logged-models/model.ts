import type { Reader } from "#ground/database";
import { fail } from "#ground/errors";
import { ERRORS } from "../errors.ts";
import { type ModelRecord, selectModel } from "./store/models.ts";
import { type ModelLogged, selectModelLogged } from "./store/select-model-logged.ts";

/** A logged model: files that a run made, with what was measured of them. */
export type LoggedModel = Omit<ModelRecord, "number"> &
  ModelLogged & {
    /** The URI of its files, as it was recorded. */
    readonly artifactUri: string;
  };

/** The logged model of an id. RUNS_MODEL_UNKNOWN where there is none, or a deleted one that was not asked for. */
export async function readLoggedModel(
  db: Reader,
  id: string,
  options: { readonly allowDeleted?: boolean } = {},
): Promise<LoggedModel> {
  const found = await selectModel(db, id);
  if (found === undefined || (found.lifecycle === "deleted" && options.allowDeleted !== true))
    throw fail(ERRORS, "RUNS_MODEL_UNKNOWN", { id });
  const [model] = await describeModels(db, [found]);
  return model as LoggedModel;
}

/** Models in full, in the order given. */
export async function describeModels(
  db: Reader,
  models: readonly ModelRecord[],
): Promise<LoggedModel[]> {
  const logged = await selectModelLogged(
    db,
    models.map((model) => model.number),
  );
  return models.map(({ number, ...model }) => ({
    ...model,
    ...(logged.get(number) as ModelLogged),
    artifactUri:
      model.artifactRoot ?? `mlflow-artifacts:/${model.experimentId}/models/${model.id}/artifacts`,
  }));
}
