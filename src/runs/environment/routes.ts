import { defineRoute, type RouteShape } from "#ground/http";
import { resolveRun } from "../find-run.ts";
import { ENVIRONMENT_API } from "./api.ts";
import { readEnvironment } from "./record.ts";

/** What runs began in. */
export const ENVIRONMENT_ROUTES: readonly RouteShape[] = [
  defineRoute({
    ...ENVIRONMENT_API.environment,
    permission: "read",
    summary: "What a run began in: packages, machine, variables, and the changes not committed.",
    async run({ params, query }, context) {
      const run = await resolveRun(context.database, params["ref"] as string, query.project);
      return readEnvironment(context.database, run.number);
    },
  }),
];
