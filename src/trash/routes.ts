import { defineRoute, type RouteShape } from "#ground/http";
import { API } from "./api.ts";
import { listTrash } from "./list-trash.ts";
import { purge } from "./purge.ts";
import { putIntoTrash } from "./put.ts";
import { takeFromTrash } from "./restore.ts";
import { purgeExpired } from "./retention.ts";

const list = defineRoute({
  ...API.list,
  permission: "read",
  summary: "What lies in the trash, the latest first, with sizes and what refers to it.",
  run: ({ query }, context) => listTrash(context, query),
});

const put = defineRoute({
  ...API.put,
  permission: "write",
  summary: "Puts things into the trash, all of them or none.",
  async run({ body, peer }, context) {
    await putIntoTrash(context, body, { user: peer.user, reason: body.reason });
    return {};
  },
});

const restore = defineRoute({
  ...API.restore,
  permission: "write",
  summary: "Takes things out of the trash, as they were.",
  async run({ body, peer }, context) {
    const { as, reason } = body;
    await takeFromTrash(context, body, { as, reason, user: peer.user });
    return {};
  },
});

const remove = defineRoute({
  ...API.purge,
  permission: "write",
  summary: "Removes things in the trash for good, all of them or none.",
  run: ({ body }, context) => ("expired" in body ? purgeExpired(context) : purge(context, body)),
});

/** The trash of all slices. */
export const ROUTES: readonly RouteShape[] = [list, put, restore, remove];
