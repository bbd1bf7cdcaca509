import { fail } from "#ground/errors";
import type { Fields, Operation } from "#ground/mlflow";
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
import { nameOf, tagsOf } from "./fields-of.ts";
import { wireModels, wireVersions } from "./wire.ts";

async function answered(context: ServerContext, name: string): Promise<object> {
  const model = await requireModel(context.database, name);
  const [registered_model] = await wireModels(context.database, [model]);
  return { registered_model };
}

/** The newest version of each stage that is asked for, or of all. */
async function latest(fields: Fields, context: ServerContext): Promise<object> {
  const name = nameOf(fields);
  const stages = fields.texts("stages").map((text) => {
    const stage = stageOf(text);
    if (stage === undefined) throw fail(ERRORS, "MODELS_STAGE_INVALID", { stage: text });
    return stage;
  });
  await requireModel(context.database, name);
  const rows = await selectLatestOfStages(context.database, [name]);
  const asked = rows.filter((row) => stages.length === 0 || stages.some((s) => s === row.stage));
  return { model_versions: await wireVersions(context.database, asked) };
}

const LATEST = {
  path: "registered-models/get-latest-versions",
  permission: "read",
  summary: "The newest version of each stage.",
  run: latest,
} as const;

/** Registered models. */
export const MODEL_OPERATIONS: readonly Operation[] = [
  {
    method: "POST",
    path: "registered-models/create",
    permission: "write",
    summary: "Makes a registered model, or a prompt.",
    async run(fields, context) {
      const name = nameOf(fields);
      const tags = tagsOf(fields);
      const project = tags["fettle.project"] || "default";
      await createModel(context, { name, project, description: fields.value("description"), tags });
      return answered(context, name);
    },
  },
  {
    method: "POST",
    path: "registered-models/rename",
    permission: "write",
    summary: "Renames a registered model with all that it has.",
    async run(fields, context, user) {
      const newName = nameOf(fields, "new_name");
      await renameModel(context, { name: nameOf(fields), newName, user, reason: "" });
      return answered(context, newName);
    },
  },
  {
    method: "PATCH",
    path: "registered-models/update",
    permission: "write",
    summary: "Replaces a registered model's description.",
    async run(fields, context) {
      const name = nameOf(fields);
      await describe(context, { name, version: 0 }, fields.value("description"));
      return answered(context, name);
    },
  },
  {
    method: "DELETE",
    path: "registered-models/delete",
    permission: "write",
    summary: "Deletes a registered model; `fettle models restore` brings it back.",
    async run(fields, context, user) {
      await deleteModel(context, { name: nameOf(fields), user, reason: "", aliases: "remove" });
      return {};
    },
  },
  {
    method: "GET",
    path: "registered-models/get",
    permission: "read",
    summary: "A registered model.",
    run: (fields, context) => answered(context, nameOf(fields)),
  },
  { ...LATEST, method: "POST" },
  { ...LATEST, method: "GET" },
  {
    method: "POST",
    path: "registered-models/set-tag",
    permission: "write",
    summary: "Sets a tag of a registered model.",
    async run(fields, context) {
      const which = { name: nameOf(fields), version: 0 };
      await setTag(context, which, fields.needText("key"), fields.value("value"));
      return {};
    },
  },
  {
    method: "DELETE",
    path: "registered-models/delete-tag",
    permission: "write",
    summary: "Removes a tag of a registered model.",
    async run(fields, context) {
      await removeTag(context, { name: nameOf(fields), version: 0 }, fields.needText("key"));
      return {};
    },
  },
];
