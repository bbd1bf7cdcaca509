import type { Reader } from "#ground/database";
import { isFettleError } from "#ground/errors";
import type { ServerContext } from "#ground/server";
import { type LoggedModel, readLoggedModel, tagLoggedModel } from "#runs";
import { selectVersionsOfModel } from "../store/select-versions.ts";

const VERSIONS_TAG = "mlflow.modelVersions";

/** The logged model of an id; `undefined` where there is none. */
export async function findLoggedModel(db: Reader, id: string): Promise<LoggedModel | undefined> {
  try {
    return await readLoggedModel(db, id);
  } catch (error) {
    if (isFettleError(error) && error.status === 404) return undefined;
    throw error;
  }
}

/**
 * Notes at a logged model which versions it became, in the tag that MLflow's clients read: JSON as Python writes it. All
 * are written anew, so that two that are made at the same time lose nothing.
 */
export async function noteVersions(context: ServerContext, id: string): Promise<void> {
  if ((await findLoggedModel(context.database, id)) === undefined) return;
  const rows = await selectVersionsOfModel(context.database, id);
  const list = rows.map(
    ({ name, version }) => `{"name": ${JSON.stringify(name)}, "version": ${version}}`,
  );
  await tagLoggedModel(context, id, [{ key: VERSIONS_TAG, value: `[${list.join(", ")}]` }]);
}
