import { defineRoute, type RouteShape } from "#ground/http";
import { API } from "./api.ts";
import { findComparison } from "./find-comparison.ts";
import { promote } from "./promote.ts";
import { recordComparison } from "./record-comparison.ts";
import { selectComparisons } from "./store/select-comparisons.ts";
import { selectDecisions } from "./store/select-decisions.ts";

/** `/api/fettle/1/gate/...` */
export const ROUTES: readonly RouteShape[] = [
  defineRoute({
    ...API.compare,
    permission: "write",
    summary:
      "Compares three reports and keeps the verdict; the same request again changes nothing.",
    run: ({ body }, context) => recordComparison(body, context),
  }),
  defineRoute({
    ...API.listComparisons,
    permission: "read",
    summary: "Lists comparisons without their cases, newest first.",
    run: async ({ query }, context) => ({
      comparisons: await selectComparisons(context.database, query),
    }),
  }),
  defineRoute({
    ...API.showComparison,
    permission: "read",
    summary: "A comparison with its cases, by its id or the beginning of it.",
    run: ({ params }, context) => findComparison(context.database, params.id),
  }),
  defineRoute({
    ...API.promote,
    permission: "write",
    summary: "Moves the alias champion if the gate allows it, and keeps the decision.",
    run: ({ body, peer }, context) => promote(body, peer.user, context),
  }),
  defineRoute({
    ...API.listDecisions,
    permission: "read",
    summary: "Lists the decisions that moved the alias champion, newest first.",
    run: async ({ query }, context) => ({
      decisions: await selectDecisions(context.database, query),
    }),
  }),
];
