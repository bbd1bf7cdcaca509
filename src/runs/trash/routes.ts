import { z } from "zod";
import { defineRoute, type RouteShape } from "#ground/http";
import { listTrash } from "./list-trash.ts";
import { purge, purgeExpired } from "./purge.ts";
import { putIntoTrash } from "./put.ts";
import { takeFromTrash } from "./restore.ts";

const BASE = "/api/fettle/1/runs/trash";

const ids = z
  .array(z.string().min(1).max(260))
  .min(1)
  .max(10_000)
  .describe("Ids of runs; digits are the id of an experiment.");

const list = defineRoute({
  method: "GET",
  path: BASE,
  permission: "read",
  summary: "What lies in the trash, the latest first, with sizes and what refers to it.",
  query: z.object({
    limit: z.coerce.number().int().min(1).max(10_000).default(1000),
  }),
  run: ({ query }, context) => listTrash(context, query.limit),
});

const put = defineRoute({
  method: "POST",
  path: BASE,
  permission: "write",
  summary: "Puts runs and experiments into the trash, all of them or none.",
  body: z.object({ ids }),
  async run({ body }, context) {
    await putIntoTrash(context, body.ids);
    return {};
  },
});

const restore = defineRoute({
  method: "POST",
  path: `${BASE}/restore`,
  permission: "write",
  summary: "Takes runs and experiments out of the trash, as they were.",
  body: z.object({
    ids,
    as: z.string().optional().describe("A new name, for one of them; its old name is free then."),
  }),
  async run({ body }, context) {
    await takeFromTrash(context, body.ids, body.as);
    return {};
  },
});

const remove = defineRoute({
  method: "POST",
  path: `${BASE}/purge`,
  permission: "write",
  summary: "Removes runs and experiments in the trash for good, all of them or none.",
  body: z.union([
    z.strictObject({ ids }),
    z.strictObject({
      expired: z.literal(true).describe("All that has lain there for as long as the settings say."),
    }),
  ]),
  run: ({ body }, context) => ("ids" in body ? purge(context, body.ids) : purgeExpired(context)),
});

/** The trash of runs and experiments. */
export const TRASH_ROUTES: readonly RouteShape[] = [list, put, restore, remove];
