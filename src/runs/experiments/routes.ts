import { z } from "zod";
import { defineRoute, type RouteShape } from "#ground/http";
import type { Lifecycle } from "../store/tables.ts";
import { countExperiments } from "./store/count-experiments.ts";

/** An experiment as a line of a list; folders are made of the `/` in its name. */
export type ExperimentRow = {
  /** MLflow's id, digits. */
  readonly id: string;
  readonly name: string;
  readonly project: string;
  /** Runs that are not in the trash. */
  readonly runs: number;
  readonly lifecycle: Lifecycle;
  /** When its latest run began; null before the first. */
  readonly latest: number | null;
};

/** Experiments, which MLflow's clients make and Fettle lists. */
export const EXPERIMENT_ROUTES: readonly RouteShape[] = [
  defineRoute({
    method: "GET",
    path: "/api/fettle/1/runs/experiments",
    permission: "read",
    summary: "Experiments by name with the number of their runs, also those in the trash.",
    query: z.object({
      project: z.string().optional().describe("Those of a project, and those its runs are in."),
    }),
    async run({ query }, context): Promise<{ experiments: ExperimentRow[] }> {
      const found = await countExperiments(context.database, query.project);
      return { experiments: found.map((one) => ({ ...one, id: String(one.id) })) };
    },
  }),
];
