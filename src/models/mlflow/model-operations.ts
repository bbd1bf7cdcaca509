import { fail } from "#ground/errors";
import { defineOperation, field, type OperationShape } from "#ground/mlflow";
import type { ServerContext } from "#ground/server";
import { removeTag, setTag } from "../change-tags.ts";
import { createModel } from "../create-model.ts";
import { describe } from "../describe.ts";
import { ERRORS } from "../errors.ts";
import { stageOf } from "../model.ts";
import { requireModel } from "../read-version.ts";
import { renameModel } from "../rename-model.ts";
import { selectLatestOfStages } from "../store/select-versions.ts";
import { deleteModel } from "../trash/index.ts";
import { MODEL, modelName, TAG, tagsField } from "./fields.ts";
import { wireModels, wireVersions } from "./wire.ts";

async function answered(context: ServerContext, name: string): Promise<object> {
  const model = await requireModel(context.database, name);
  const [registered_model] = await wireModels(context, [model]);
  return { registered_model };
}

/** The newest version of each stage that is asked for, or of all. */
async function latest(
  { name, stages: asked }: { readonly name: string; readonly stages: readonly string[] },
  context: ServerContext,
): Promise<object> {
  const stages = asked.map((text) => {
    const stage = stageOf(text);
    if (stage === undefined) throw fail(ERRORS, "MODELS_STAGE_INVALID", { stage: text });
    return stage;
  });
  await requireModel(context.database, name);
  const rows = await selectLatestOfStages(context.database, [name]);
  const newest = rows.filter((row) => stages.length === 0 || stages.some((s) => s === row.stage));
  return { model_versions: await wireVersions(context, newest) };
}

const LATEST = {
  path: "registered-models/get-latest-versions",
  permission: "read",
  summary: "The newest version of each stage.",
  fields: { ...MODEL, stages: field.texts },
  run: latest,
} as const;

/** Registered models. */
export const MODEL_OPERATIONS: readonly OperationShape[] = [
  defineOperation({
    method: "POST",
    path: "registered-models/create",
    permission: "write",
    summary: "Makes a registered model, or a prompt.",
    fields: { ...MODEL, description: field.value, tags: tagsField },
    async run({ name, description, tags }, context) {
      const project = tags["fettle.project"] || "default";
      await createModel(context, { name, project, description, tags });
      return answered(context, name);
    },
  }),
  defineOperation({
    method: "POST",
    path: "registered-models/rename",
    permission: "write",
    summary: "Renames a registered model with all that it has.",
    fields: { new_name: modelName, ...MODEL },
    async run({ name, new_name: newName }, context, { user }) {
      await renameModel(context, { name, newName, user, reason: "" });
      return answered(context, newName);
    },
  }),
  defineOperation({
    method: "PATCH",
    path: "registered-models/update",
    permission: "write",
    summary: "Replaces a registered model's description.",
    fields: { ...MODEL, description: field.value },
    async run({ name, description }, context) {
      await describe(context, { name, version: 0 }, description);
      return answered(context, name);
    },
  }),
  defineOperation({
    method: "DELETE",
    path: "registered-models/delete",
    permission: "write",
    summary: "Deletes a registered model; `fettle models restore` brings it back.",
    fields: MODEL,
    async run({ name }, context, { user }) {
      await deleteModel(context, { name, user, reason: "", aliases: "remove" });
      return {};
    },
  }),
  defineOperation({
    method: "GET",
    path: "registered-models/get",
    permission: "read",
    summary: "A registered model.",
    fields: MODEL,
    run: ({ name }, context) => answered(context, name),
  }),
  defineOperation({ ...LATEST, method: "POST" }),
  defineOperation({ ...LATEST, method: "GET" }),
  defineOperation({
    method: "POST",
    path: "registered-models/set-tag",
    permission: "write",
    summary: "Sets a tag of a registered model.",
    fields: { ...MODEL, ...TAG },
    async run({ name, key, value }, context) {
      await setTag(context, { name, version: 0 }, key, value);
      return {};
    },
  }),
  defineOperation({
    method: "DELETE",
    path: "registered-models/delete-tag",
    permission: "write",
    summary: "Removes a tag of a registered model.",
    fields: { ...MODEL, key: field.needText },
    async run({ name, key }, context) {
      await removeTag(context, { name, version: 0 }, key);
      return {};
    },
  }),
];
