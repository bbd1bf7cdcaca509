import { z } from "zod";
import { defineRoute, type RouteShape } from "#ground/http";
import { lineageOf } from "./lineage-of.ts";
import { DEPTH_MAX, KIND } from "./model.ts";

/** Data ids hold the slashes of a path, so the id is the rest of the URL. */
const thing = z.object({ kind: z.string().max(100).regex(KIND), "*": z.string().min(1).max(5000) });

const query = z.object({
  depth: z.coerce
    .number()
    .int()
    .min(1)
    .max(DEPTH_MAX)
    .default(5)
    .describe("How many steps to go in each direction."),
});

/** The routes of this slice. */
export const ROUTES: readonly RouteShape[] = [
  defineRoute({
    method: "GET",
    path: "/api/fettle/1/lineage/:kind/*",
    permission: "read",
    summary: "Where a thing came from and what came from it.",
    params: thing,
    query,
    run: ({ params, query: { depth } }, context) =>
      lineageOf(context.database, { kind: params.kind, id: params["*"] }, depth),
  }),
];
