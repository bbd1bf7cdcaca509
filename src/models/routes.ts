import { defineRoute, type RouteShape } from "#ground/http";
import { settle } from "#runs";
import {
  aliasParams,
  listQuery,
  modelParams,
  modelPatch,
  moveBody,
  reasonBody,
  registerBody,
  versionParams,
  versionPatch,
} from "./api.ts";
import { changeTags } from "./change-tags.ts";
import { describe } from "./describe.ts";
import { moveAlias, removeAlias } from "./move-alias.ts";
import { listModels, readModel } from "./read-model.ts";
import { requireAlias, requireModel, requireVersion, requireVersionRow } from "./read-version.ts";
import { registerVersion } from "./register-version.ts";
import { renameModel } from "./rename-model.ts";
import { FILE_ROUTES } from "./sources/index.ts";
import { deleteModel, deleteVersion, restoreModel, restoreVersion } from "./trash/index.ts";

const MODEL = "/api/fettle/1/models/:name";

const list = defineRoute({
  method: "GET",
  path: "/api/fettle/1/models",
  permission: "read",
  summary: "Registered models, by name.",
  query: listQuery,
  run: async ({ query }, context) => ({
    models: await listModels(context, {
      filter: query.filter ?? "",
      deleted: query.deleted === "true",
    }),
  }),
});

const show = defineRoute({
  method: "GET",
  path: MODEL,
  permission: "read",
  summary: "A model with its versions, aliases and history.",
  params: modelParams,
  run: async ({ params }, context) => readModel(await settle(context), params.name),
});

const register = defineRoute({
  method: "POST",
  path: `${MODEL}/versions`,
  permission: "write",
  summary: "Makes what a finished run stored the next version of a model.",
  params: modelParams,
  body: registerBody,
  run: ({ params, body, peer }, context) => registerVersion(context, params.name, body, peer.user),
});

const version = defineRoute({
  method: "GET",
  path: `${MODEL}/versions/:version`,
  permission: "read",
  summary: "One version of a model.",
  params: versionParams,
  run: async ({ params }, context) =>
    requireVersion(await settle(context), params.name, params.version),
});

const alias = defineRoute({
  method: "GET",
  path: `${MODEL}/aliases/:alias`,
  permission: "read",
  summary: "The version that an alias points at.",
  params: aliasParams,
  run: async ({ params }, context) =>
    requireAlias(await settle(context), params.name, params.alias),
});

const move = defineRoute({
  method: "PUT",
  path: `${MODEL}/aliases/:alias`,
  permission: "write",
  summary: "Points an alias at a version, if the gate lets it.",
  params: aliasParams,
  body: moveBody,
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
  method: "DELETE",
  path: `${MODEL}/aliases/:alias`,
  permission: "write",
  summary: "Removes an alias, if the gate lets it.",
  params: aliasParams,
  body: reasonBody,
  async run({ params, body, peer }, context) {
    const { name, alias: removed } = params;
    const { project } = await requireModel(context.database, name);
    const wish = { name, alias: removed, project, user: peer.user, reason: body.reason ?? "" };
    return { name, alias: removed, removed: await removeAlias(context, wish) };
  },
});

const change = defineRoute({
  method: "PATCH",
  path: MODEL,
  permission: "write",
  summary: "Changes a model's description, tags or name.",
  params: modelParams,
  body: modelPatch,
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
  method: "PATCH",
  path: `${MODEL}/versions/:version`,
  permission: "write",
  summary: "Changes a version's description or tags.",
  params: versionParams,
  body: versionPatch,
  async run({ params, body }, context) {
    await requireVersionRow(context.database, params.name, params.version);
    await changeTags(context, params, body.tags ?? {});
    if (body.description !== undefined) await describe(context, params, body.description);
    return requireVersion(await settle(context), params.name, params.version);
  },
});

const remove = defineRoute({
  method: "DELETE",
  path: MODEL,
  permission: "write",
  summary: "Deletes a model without aliases; it can be restored.",
  params: modelParams,
  body: reasonBody,
  async run({ params, body, peer }, context) {
    await deleteModel(context, { ...params, ...wordsOf(body, peer), aliases: "refuse" });
    return { name: params.name, deleted: true };
  },
});

const removeVersion = defineRoute({
  method: "DELETE",
  path: `${MODEL}/versions/:version`,
  permission: "write",
  summary: "Deletes a version that no alias points at; it can be restored.",
  params: versionParams,
  body: reasonBody,
  async run({ params, body, peer }, context) {
    await deleteVersion(context, { ...params, ...wordsOf(body, peer), aliases: "refuse" });
    return { ...params, deleted: true };
  },
});

const restore = defineRoute({
  method: "POST",
  path: `${MODEL}/restore`,
  permission: "write",
  summary: "Brings a deleted model back, with the versions that were deleted with it.",
  params: modelParams,
  body: reasonBody,
  async run({ params, body, peer }, context) {
    await restoreModel(context, { ...params, ...wordsOf(body, peer) });
    return readModel(await settle(context), params.name);
  },
});

const restoreOne = defineRoute({
  method: "POST",
  path: `${MODEL}/versions/:version/restore`,
  permission: "write",
  summary: "Brings a deleted version back, without the aliases that it had.",
  params: versionParams,
  body: reasonBody,
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
