import { defineRoute, type RouteShape } from "#ground/http";
import {
  aliasParams,
  modelParams,
  moveBody,
  registerBody,
  versionFileParams,
  versionParams,
} from "./api.ts";
import { moveAlias } from "./move-alias.ts";
import { listModels, readModel } from "./read-model.ts";
import { requireAlias, requireVersion } from "./read-version.ts";
import { registerVersion } from "./register-version.ts";
import { sendFile } from "./source-files.ts";

const MODEL = "/api/fettle/1/models/:name";

const list = defineRoute({
  method: "GET",
  path: "/api/fettle/1/models",
  permission: "read",
  summary: "All registered models, by name.",
  run: async (_asked, context) => ({ models: await listModels(context.database) }),
});

const show = defineRoute({
  method: "GET",
  path: MODEL,
  permission: "read",
  summary: "A model with its versions, aliases and history.",
  params: modelParams,
  run: ({ params }, context) => readModel(context.database, params.name),
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
  run: ({ params }, context) => requireVersion(context.database, params.name, params.version),
});

const file = defineRoute({
  method: "GET",
  path: `${MODEL}/versions/:version/artifact/*`,
  permission: "read",
  summary: "A file of a version, as it was stored.",
  params: versionFileParams,
  async run({ params }, context) {
    const { name, version: number, "*": path } = params;
    const { source } = await requireVersion(context.database, name, number);
    return sendFile(context, source, path);
  },
});

const alias = defineRoute({
  method: "GET",
  path: `${MODEL}/aliases/:alias`,
  permission: "read",
  summary: "The version that an alias points at.",
  params: aliasParams,
  run: ({ params }, context) => requireAlias(context.database, params.name, params.alias),
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

/** The routes of this slice. */
export const ROUTES: readonly RouteShape[] = [list, show, register, version, file, alias, move];
