import { defineRoute, type RouteShape } from "#ground/http";
import { settle } from "#runs";
import { API } from "./api.ts";
import { changeTags } from "./change-tags.ts";
import { describe } from "./describe.ts";
import { moveAlias, removeAlias } from "./move-alias.ts";
import { listModels, readModel } from "./read-model.ts";
import { requireAlias, requireModel, requireVersion, requireVersionRow } from "./read-version.ts";
import { registerVersion } from "./register-version.ts";
import { renameModel } from "./rename-model.ts";
import { FILE_ROUTES } from "./sources/index.ts";
import { deleteModel, deleteVersion, restoreModel, restoreVersion } from "./trash/index.ts";

const list = defineRoute({
  ...API.list,
  permission: "read",
  summary: "Registered models, by name.",
  run: async ({ query }, context) => ({
    models: await listModels(context, {
      filter: query.filter ?? "",
      deleted: query.deleted === "true",
    }),
  }),
});

const show = defineRoute({
  ...API.show,
  permission: "read",
  summary: "A model with its versions, aliases and history.",
  run: async ({ params }, context) => readModel(await settle(context), params.name),
});

const register = defineRoute({
  ...API.register,
  permission: "write",
  summary: "Makes what a finished run stored the next version of a model.",
  run: ({ params, body, peer }, context) => registerVersion(context, params.name, body, peer.user),
});

const version = defineRoute({
  ...API.showVersion,
  permission: "read",
  summary: "One version of a model.",
  run: async ({ params }, context) =>
    requireVersion(await settle(context), params.name, params.version),
});

const alias = defineRoute({
  ...API.showAlias,
  permission: "read",
  summary: "The version that an alias points at.",
  run: async ({ params }, context) =>
    requireAlias(await settle(context), params.name, params.alias),
});

const move = defineRoute({
  ...API.moveAlias,
  permission: "write",
  summary: "Points an alias at a version, if the gate lets it.",
  run: ({ params, body, peer }, context) =>
    moveAlias(context, {
      name: params.name,
      alias: params.alias,
      to: body.version,
      project: body.project,
      user: peer.user,
      reason: body.reason ?? "",
    }),
});

const unset = defineRoute({
  ...API.removeAlias,
  permission: "write",
  summary: "Removes an alias, if the gate lets it.",
  async run({ params, body, peer }, context) {
    const { name, alias: removed } = params;
    const { project } = await requireModel(context.database, name);
    const wish = { name, alias: removed, project, user: peer.user, reason: body.reason ?? "" };
    return { name, alias: removed, removed: await removeAlias(context, wish) };
  },
});

const change = defineRoute({
  ...API.change,
  permission: "write",
  summary: "Changes a model's description, tags or name.",
  async run({ params, body, peer }, context) {
    const { name } = params;
    const which = { name, version: 0 };
    await requireModel(context.database, name);
    await changeTags(context, which, body.tags ?? {});
    if (body.description !== undefined) await describe(context, which, body.description);
    if (body.name !== undefined)
      await renameModel(context, {
        name,
        newName: body.name,
        user: peer.user,
        reason: body.reason ?? "",
      });
    return readModel(await settle(context), body.name ?? name);
  },
});

const changeVersion = defineRoute({
  ...API.changeVersion,
  permission: "write",
  summary: "Changes a version's description or tags.",
  async run({ params, body }, context) {
    await requireVersionRow(context.database, params.name, params.version);
    await changeTags(context, params, body.tags ?? {});
    if (body.description !== undefined) await describe(context, params, body.description);
    return requireVersion(await settle(context), params.name, params.version);
  },
});

const remove = defineRoute({
  ...API.remove,
  permission: "write",
  summary: "Deletes a model without aliases; it can be restored.",
  async run({ params, body, peer }, context) {
    await deleteModel(context, { ...params, ...wordsOf(body, peer), aliases: "refuse" });
    return { name: params.name, deleted: true };
  },
});

const removeVersion = defineRoute({
  ...API.removeVersion,
  permission: "write",
  summary: "Deletes a version that no alias points at; it can be restored.",
  async run({ params, body, peer }, context) {
    await deleteVersion(context, { ...params, ...wordsOf(body, peer), aliases: "refuse" });
    return { ...params, deleted: true };
  },
});

const restore = defineRoute({
  ...API.restore,
  permission: "write",
  summary: "Brings a deleted model back, with the versions that were deleted with it.",
  async run({ params, body, peer }, context) {
    await restoreModel(context, { ...params, ...wordsOf(body, peer) });
    return readModel(await settle(context), params.name);
  },
});

const restoreOne = defineRoute({
  ...API.restoreVersion,
  permission: "write",
  summary: "Brings a deleted version back, without the aliases that it had.",
  async run({ params, body, peer }, context) {
    await restoreVersion(context, { ...params, ...wordsOf(body, peer) });
    return requireVersion(await settle(context), params.name, params.version);
  },
});

function wordsOf(
  body: { reason?: string | undefined },
  peer: { user: string },
): { user: string; reason: string } {
  return { user: peer.user, reason: body.reason ?? "" };
}

/** The routes of this slice. */
export const ROUTES: readonly RouteShape[] = [
  list,
  show,
  change,
  remove,
  restore,
  register,
  version,
  changeVersion,
  removeVersion,
  restoreOne,
  ...FILE_ROUTES,
  alias,
  move,
  unset,
];
