import { defineOperation, field, type OperationShape } from "#ground/mlflow";
import type { ServerContext } from "#ground/server";
import { removeTag, setTag } from "../change-tags.ts";
import { createVersion } from "../create-version.ts";
import { describe } from "../describe.ts";
import { moveStage } from "../move-stage.ts";
import { requireVersionRow } from "../read-version.ts";
import { downloadUri } from "../sources/index.ts";
import { deleteVersion } from "../trash/index.ts";
import { MODEL, TAG, tagsField, VERSION } from "./fields.ts";
import { wireVersions } from "./wire.ts";

type Which = { readonly name: string; readonly version: number };

async function answered(context: ServerContext, { name, version }: Which): Promise<object> {
  const row = await requireVersionRow(context.database, name, version);
  const [model_version] = await wireVersions(context, [row]);
  return { model_version };
}

/** Versions of registered models. */
export const VERSION_OPERATIONS: readonly OperationShape[] = [
  defineOperation({
    method: "POST",
    path: "model-versions/create",
    permission: "write",
    summary: "Makes the next version of a registered model, of the files at a source.",
    fields: {
      ...MODEL,
      source: field.about(
        field.needText,
        "A URI: of a run's artifacts, of a logged model, or elsewhere.",
      ),
      run_id: field.text,
      model_id: field.text,
      run_link: field.value,
      description: field.value,
      tags: tagsField,
    },
    async run({ name, ...asked }, context, { user }) {
      const version = await createVersion(context, {
        name,
        source: asked.source,
        runId: asked.run_id ?? null,
        modelId: asked.model_id ?? null,
        runLink: asked.run_link,
        description: asked.description,
        tags: asked.tags,
        user,
      });
      return answered(context, { name, version });
    },
  }),
  defineOperation({
    method: "PATCH",
    path: "model-versions/update",
    permission: "write",
    summary: "Replaces a version's description.",
    fields: { ...VERSION, description: field.value },
    async run({ description, ...which }, context) {
      await describe(context, which, description);
      return answered(context, which);
    },
  }),
  defineOperation({
    method: "POST",
    path: "model-versions/transition-stage",
    permission: "write",
    summary: "Moves a version to a stage; MLflow gave stages up for aliases.",
    fields: {
      ...VERSION,
      stage: field.about(field.needText, "None, Staging, Production or Archived."),
      archive_existing_versions: field.flag,
    },
    async run(
      { stage, archive_existing_versions: archiveOthers = false, ...which },
      context,
      { user },
    ) {
      await moveStage(context, { ...which, stage, archiveOthers, user });
      return answered(context, which);
    },
  }),
  defineOperation({
    method: "DELETE",
    path: "model-versions/delete",
    permission: "write",
    summary: "Deletes a version; `fettle models restore` brings it back.",
    fields: VERSION,
    async run(which, context, { user }) {
      await deleteVersion(context, { ...which, user, reason: "", aliases: "remove" });
      return {};
    },
  }),
  defineOperation({
    method: "GET",
    path: "model-versions/get",
    permission: "read",
    summary: "A version of a registered model.",
    fields: VERSION,
    run: (which, context) => answered(context, which),
  }),
  defineOperation({
    method: "GET",
    path: "model-versions/get-download-uri",
    permission: "read",
    summary: "Where a version's files are.",
    fields: VERSION,
    async run({ name, version }, context) {
      const row = await requireVersionRow(context.database, name, version);
      return { artifact_uri: downloadUri(context.settings, row) };
    },
  }),
  defineOperation({
    method: "POST",
    path: "model-versions/set-tag",
    permission: "write",
    summary: "Sets a tag of a version.",
    fields: { ...VERSION, ...TAG },
    async run({ key, value, ...which }, context) {
      await setTag(context, which, key, value);
      return {};
    },
  }),
  defineOperation({
    method: "DELETE",
    path: "model-versions/delete-tag",
    permission: "write",
    summary: "Removes a tag of a version.",
    fields: { ...VERSION, key: field.needText },
    async run({ key, ...which }, context) {
      await removeTag(context, which, key);
      return {};
    },
  }),
];
