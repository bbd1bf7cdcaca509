import { defineRoute, type RouteShape } from "#ground/http";
import { EXPERIMENT_API } from "./api.ts";
import { countExperiments } from "./store/count-experiments.ts";

/** Experiments, which MLflow's clients make and Fettle lists. */
export const EXPERIMENT_ROUTES: readonly RouteShape[] = [
  defineRoute({
    ...EXPERIMENT_API.experiments,
    permission: "read",
    summary: "Experiments by name with the number of their runs, also those in the trash.",
    async run({ query }, context) {
      const found = await countExperiments(context.database, query.project);
      return { experiments: found.map((one) => ({ ...one, id: String(one.id) })) };
    },
  }),
];
