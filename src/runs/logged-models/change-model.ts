import type { Tx } from "#ground/database";
import { fail } from "#ground/errors";
import { checkModelKey } from "#ground/mlflow";
import type { ServerContext } from "#ground/server";
import { ERRORS } from "../errors.ts";
import type { Pair } from "../model.ts";
import { type LoggedModel, readLoggedModel } from "./model.ts";
import {
  deleteModelTag,
  insertModelParam,
  type ModelRecord,
  type ModelStatus,
  selectModel,
  setModelDeleted,
  updateModelStatus,
  upsertModelTag,
} from "./store/models.ts";

/** Says that the files of a model are there, or will not come. A deleted one may be told so too, as in MLflow. */
export function finalizeLoggedModel(
  context: ServerContext,
  id: string,
  status: ModelStatus,
): Promise<LoggedModel> {
  return change(context, id, async (tx, model) => {
    if (model.status !== status)
      await updateModelStatus(tx, model.number, status, context.clock.now());
    return readLoggedModel(tx, id, { allowDeleted: true });
  });
}

/** Puts a model into the trash with its files. */
export function trashLoggedModel(context: ServerContext, id: string): Promise<void> {
  return change(context, id, async (tx, model) => {
    await setModelDeleted(tx, model.number, context.clock.now());
    tx.afterCommit(() => context.events.publish("trash"));
  });
}

/** Logs parameters of a model: the same value again is fine, another one is RUNS_MODEL_PARAM_CHANGED. */
export function logModelParams(
  context: ServerContext,
  id: string,
  params: readonly Pair[],
): Promise<void> {
  return change(context, id, (tx, model) => writeParams(tx, model, params));
}

/** Sets tags of a model. */
export function tagLoggedModel(
  context: ServerContext,
  id: string,
  tags: readonly Pair[],
): Promise<void> {
  return change(context, id, (tx, model) => writeTags(tx, model.number, tags));
}

/** Takes a tag off a model; RUNS_MODEL_TAG_UNKNOWN where it has none of this key. */
export function untagLoggedModel(context: ServerContext, id: string, key: string): Promise<void> {
  return change(context, id, async (tx, model) => {
    if (!(await deleteModelTag(tx, model.number, key)))
      throw fail(ERRORS, "RUNS_MODEL_TAG_UNKNOWN", { key, id });
  });
}

/** Logs parameters within a write. */
export async function writeParams(
  tx: Tx,
  model: Pick<ModelRecord, "number" | "id">,
  params: readonly Pair[],
): Promise<void> {
  for (const { key, value: given } of params) {
    checkModelKey(key, "params");
    const value = given.toWellFormed();
    const { kept: old } = await insertModelParam(tx, model.number, key, value);
    if (old !== value)
      throw fail(ERRORS, "RUNS_MODEL_PARAM_CHANGED", { key, old, value, id: model.id });
  }
}

/** Sets tags within a write. */
export async function writeTags(tx: Tx, model: number, tags: readonly Pair[]): Promise<void> {
  for (const { key, value } of tags) {
    checkModelKey(key, "tags");
    await upsertModelTag(tx, model, key, value.toWellFormed());
  }
}

function change<T>(
  context: ServerContext,
  id: string,
  work: (tx: Tx, model: ModelRecord) => Promise<T>,
): Promise<T> {
  return context.database.write(async (tx) => {
    const model = await selectModel(tx, id);
    if (model === undefined) throw fail(ERRORS, "RUNS_MODEL_UNKNOWN", { id });
    tx.afterCommit(() => {
      context.events.publish("runs");
      if (model.sourceRun !== null) context.events.publish(`runs/${model.sourceRun}`);
    });
    return work(tx, model);
  });
}
