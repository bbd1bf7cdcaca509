import type { Reader } from "#ground/database";
import { fail } from "#ground/errors";
import { defineOperation, type Field, field, type OperationShape } from "#ground/mlflow";
import { ERRORS } from "../errors.ts";
import { moveAlias, removeAlias } from "../move-alias.ts";
import { requireModel } from "../read-version.ts";
import { selectAlias } from "../store/aliases.ts";
import { selectLatestOfStages, selectVersion, type VersionRow } from "../store/select-versions.ts";
import { MODEL, VERSION } from "./fields.ts";
import { wireVersions } from "./wire.ts";

const PATH = "registered-models/alias";
const alias: Field<string> = field.about(
  field.needText,
  "At most 255 of letters, digits, `_` and `-`; not `latest` and not as `v1`.",
);

/** Aliases. Setting and deleting one asks the hook `aliasMove`, as everywhere. */
export const ALIAS_OPERATIONS: readonly OperationShape[] = [
  defineOperation({
    method: "POST",
    path: PATH,
    permission: "write",
    summary: "Points an alias at a version, if the gate lets it.",
    fields: { ...VERSION, alias },
    async run({ name, version: to, alias }, context, { user }) {
      const { project } = await requireModel(context.database, name);
      await moveAlias(context, { name, alias, to, project, user, reason: "" });
      return {};
    },
  }),
  defineOperation({
    method: "DELETE",
    path: PATH,
    permission: "write",
    summary: "Removes an alias, if the gate lets it.",
    fields: { ...MODEL, alias },
    async run({ name, alias }, context, { user }) {
      const { project } = await requireModel(context.database, name);
      await removeAlias(context, { name, alias, project, user, reason: "" });
      return {};
    },
  }),
  defineOperation({
    method: "GET",
    path: PATH,
    permission: "read",
    summary: "The version that an alias points at; `latest` is the newest.",
    fields: { ...MODEL, alias },
    async run({ name, alias }, context) {
      await requireModel(context.database, name);
      const row =
        alias.toLowerCase() === "latest"
          ? (await selectLatestOfStages(context.database, [name]))[0]
          : await pointedAt(context.database, name, alias);
      if (row === undefined) throw fail(ERRORS, "MODELS_ALIAS_NONE", { name, alias });
      const [model_version] = await wireVersions(context, [row]);
      return { model_version };
    },
  }),
];

async function pointedAt(db: Reader, name: string, alias: string): Promise<VersionRow | undefined> {
  const found = await selectAlias(db, name, alias);
  return found === undefined ? undefined : selectVersion(db, name, found.version);
}
