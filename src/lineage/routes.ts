import { defineRoute, type RouteShape } from "#ground/http";
import { API } from "./api.ts";
import { lineageOf } from "./lineage-of.ts";

/** The routes of this slice. */
export const ROUTES: readonly RouteShape[] = [
  defineRoute({
    ...API.show,
    permission: "read",
    summary: "Where a thing came from and what came from it.",
    run: ({ params, query: { depth } }, context) =>
      lineageOf(context.database, { kind: params.kind, id: params["*"] }, depth),
  }),
];
