import type { Fields, Operation } from "#ground/mlflow";
import type { ServerContext } from "#ground/server";
import { removeTag, setTag } from "../change-tags.ts";
import { createVersion } from "../create-version.ts";
import { describe } from "../describe.ts";
import { moveStage } from "../move-stage.ts";
import { requireVersionRow } from "../read-version.ts";
import { downloadUri } from "../sources/index.ts";
import { deleteVersion } from "../trash/index.ts";
import { nameOf, tagsOf, versionOf } from "./fields-of.ts";
import { wireVersions } from "./wire.ts";

type Which = { readonly name: string; readonly version: number };

function whichOf(fields: Fields): Which {
  return { name: nameOf(fields), version: versionOf(fields) };
}

async function answered(context: ServerContext, { name, version }: Which): Promise<object> {
  const row = await requireVersionRow(context.database, name, version);
  const [model_version] = await wireVersions(context.database, [row]);
  return { model_version };
}

/** Versions of registered models. */
export const VERSION_OPERATIONS: readonly Operation[] = [
  {
    method: "POST",
    path: "model-versions/create",
    permission: "write",
    summary: "Makes the next version of a registered model, of the files at a source.",
    async run(fields, context, user) {
      const name = nameOf(fields);
      const version = await createVersion(context, {
        name,
        source: fields.needText("source"),
        runId: fields.text("run_id") ?? null,
        modelId: fields.text("model_id") ?? null,
        runLink: fields.value("run_link"),
        description: fields.value("description"),
        tags: tagsOf(fields),
        user,
      });
      return answered(context, { name, version });
    },
  },
  {
    method: "PATCH",
    path: "model-versions/update",
    permission: "write",
    summary: "Replaces a version's description.",
    async run(fields, context) {
      const which = whichOf(fields);
      await describe(context, which, fields.value("description"));
      return answered(context, which);
    },
  },
  {
    method: "POST",
    path: "model-versions/transition-stage",
    permission: "write",
    summary: "Moves a version to a stage; MLflow gave stages up for aliases.",
    async run(fields, context, user) {
      const which = whichOf(fields);
      const stage = fields.needText("stage");
      const archiveOthers = fields.flag("archive_existing_versions") ?? false;
      await moveStage(context, { ...which, stage, archiveOthers, user });
      return answered(context, which);
    },
  },
  {
    method: "DELETE",
    path: "model-versions/delete",
    permission: "write",
    summary: "Deletes a version; `fettle models restore` brings it back.",
    async run(fields, context, user) {
      await deleteVersion(context, { ...whichOf(fields), user, reason: "", aliases: "remove" });
      return {};
    },
  },
  {
    method: "GET",
    path: "model-versions/get",
    permission: "read",
    summary: "A version of a registered model.",
    run: (fields, context) => answered(context, whichOf(fields)),
  },
  {
    method: "GET",
    path: "model-versions/get-download-uri",
    permission: "read",
    summary: "Where a version's files are.",
    async run(fields, context) {
      const { name, version } = whichOf(fields);
      const row = await requireVersionRow(context.database, name, version);
      return { artifact_uri: downloadUri(row) };
    },
  },
  {
    method: "POST",
    path: "model-versions/set-tag",
    permission: "write",
    summary: "Sets a tag of a version.",
    async run(fields, context) {
      await setTag(context, whichOf(fields), fields.needText("key"), fields.value("value"));
      return {};
    },
  },
  {
    method: "DELETE",
    path: "model-versions/delete-tag",
    permission: "write",
    summary: "Removes a tag of a version.",
    async run(fields, context) {
      await removeTag(context, whichOf(fields), fields.needText("key"));
      return {};
    },
  },
];
