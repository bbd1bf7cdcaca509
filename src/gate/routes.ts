import { defineRoute, type RouteShape } from "#ground/http";
import {
  comparisonParamsSchema,
  comparisonRequestSchema,
  historyQuerySchema,
  promoteRequestSchema,
} from "./api.ts";
import { findComparison } from "./find-comparison.ts";
import { promote } from "./promote.ts";
import { recordComparison } from "./record-comparison.ts";
import { selectComparisons } from "./store/select-comparisons.ts";
import { selectDecisions } from "./store/select-decisions.ts";

/** `/api/fettle/1/gate/...` */
export const ROUTES: readonly RouteShape[] = [
  defineRoute({
    method: "POST",
    path: "/api/fettle/1/gate/comparisons",
    permission: "write",
    summary:
      "Compares three reports and keeps the verdict; the same request again changes nothing.",
    body: comparisonRequestSchema,
    run: ({ body }, context) => recordComparison(body, context),
  }),
  defineRoute({
    method: "GET",
    path: "/api/fettle/1/gate/comparisons",
    permission: "read",
    summary: "Lists comparisons without their cases, newest first.",
    query: historyQuerySchema,
    run: async ({ query }, context) => ({
      comparisons: await selectComparisons(context.database, query),
    }),
  }),
  defineRoute({
    method: "GET",
    path: "/api/fettle/1/gate/comparisons/:id",
    permission: "read",
    summary: "A comparison with its cases, by its id or the beginning of it.",
    params: comparisonParamsSchema,
    run: ({ params }, context) => findComparison(context.database, params.id),
  }),
  defineRoute({
    method: "POST",
    path: "/api/fettle/1/gate/promote",
    permission: "write",
    summary: "Moves the alias champion if the gate allows it, and keeps the decision.",
    body: promoteRequestSchema,
    run: ({ body, peer }, context) => promote(body, peer.user, context),
  }),
  defineRoute({
    method: "GET",
    path: "/api/fettle/1/gate/decisions",
    permission: "read",
    summary: "Lists the decisions that moved the alias champion, newest first.",
    query: historyQuerySchema,
    run: async ({ query }, context) => ({
      decisions: await selectDecisions(context.database, query),
    }),
  }),
];
