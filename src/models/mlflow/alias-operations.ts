import type { Reader } from "#ground/database";
import { fail } from "#ground/errors";
import type { Operation } from "#ground/mlflow";
import { ERRORS } from "../errors.ts";
import { moveAlias, removeAlias } from "../move-alias.ts";
import { requireModel } from "../read-version.ts";
import { selectAlias } from "../store/aliases.ts";
import { selectLatestOfStages, selectVersion, type VersionRow } from "../store/select-versions.ts";
import { nameOf, versionOf } from "./fields-of.ts";
import { wireVersions } from "./wire.ts";

const PATH = "registered-models/alias";

/** Aliases. Setting and deleting one asks the hook `aliasMove`, as everywhere. */
export const ALIAS_OPERATIONS: readonly Operation[] = [
  {
    method: "POST",
    path: PATH,
    permission: "write",
    summary: "Points an alias at a version, if the gate lets it.",
    async run(fields, context, user) {
      const name = nameOf(fields);
      const alias = fields.needText("alias");
      const to = versionOf(fields);
      const { project } = await requireModel(context.database, name);
      await moveAlias(context, { name, alias, to, project, user, reason: "" });
      return {};
    },
  },
  {
    method: "DELETE",
    path: PATH,
    permission: "write",
    summary: "Removes an alias, if the gate lets it.",
    async run(fields, context, user) {
      const name = nameOf(fields);
      const alias = fields.needText("alias");
      const { project } = await requireModel(context.database, name);
      await removeAlias(context, { name, alias, project, user, reason: "" });
      return {};
    },
  },
  {
    method: "GET",
    path: PATH,
    permission: "read",
    summary: "The version that an alias points at; `latest` is the newest.",
    async run(fields, context) {
      const name = nameOf(fields);
      const alias = fields.needText("alias");
      await requireModel(context.database, name);
      const row =
        alias.toLowerCase() === "latest"
          ? (await selectLatestOfStages(context.database, [name]))[0]
          : await pointedAt(context.database, name, alias);
      if (row === undefined) throw fail(ERRORS, "MODELS_ALIAS_NONE", { name, alias });
      const [model_version] = await wireVersions(context.database, [row]);
      return { model_version };
    },
  },
];

async function pointedAt(db: Reader, name: string, alias: string): Promise<VersionRow | undefined> {
  const found = await selectAlias(db, name, alias);
  return found === undefined ? undefined : selectVersion(db, name, found.version);
}
