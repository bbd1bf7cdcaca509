import { type ZodType, z } from "zod";
import type { Endpoints } from "#ground/wire";
import type { ExperimentRow } from "./model.ts";

const row: ZodType<ExperimentRow> = z.object({
  id: z.string().describe("MLflow's id, digits."),
  name: z.string().describe("Folders are made of its slashes."),
  project: z.string(),
  runs: z.int().min(0).describe("Runs that are not in the trash."),
  lifecycle: z.enum(["active", "deleted"]),
  latest: z.int().nullable().describe("When its latest run began; null before the first."),
});

/** What the routes about experiments take and answer. */
export const EXPERIMENT_API = {
  experiments: {
    method: "GET",
    path: "/api/fettle/1/runs/experiments",
    query: z.object({
      project: z.string().optional().describe("Those of a project, and those its runs are in."),
    }),
    answer: z.object({ experiments: z.array(row).readonly() }),
  },
} as const satisfies Endpoints;
