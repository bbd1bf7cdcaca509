import { type ZodType, z } from "zod";
import type { Endpoints } from "#ground/wire";
import type { View } from "./model.ts";

const projectQuery = z.object({
  project: z.string().max(250).default("").describe("Default: the views of all projects together."),
});
const named = z.object({ name: z.string().min(1).max(200) });
const viewBody = z.object({
  query: z
    .record(z.string().max(100), z.string().max(20_000))
    .describe("The page's address parameters: filter, sort, columns, grouping."),
});

const view: ZodType<View> = z.object({
  name: z.string(),
  project: z.string().describe("Empty for a view of all projects."),
  query: z.record(z.string(), z.string()).describe("The page's address parameters."),
  user: z.string().describe("Who saved it last."),
  updatedAt: z.int().describe("Milliseconds since 1970, UTC."),
});

const BASE = "/api/fettle/1/runs/views";
const ONE = { path: `${BASE}/:name`, params: named, query: projectQuery, answer: view } as const;

/** What the routes about saved views take and answer. */
export const VIEW_API = {
  listViews: {
    method: "GET",
    path: BASE,
    query: projectQuery,
    answer: z.object({ views: z.array(view).readonly() }),
  },
  showView: { ...ONE, method: "GET" },
  saveView: { ...ONE, method: "PUT", body: viewBody },
  deleteView: { ...ONE, method: "DELETE" },
  restoreView: { ...ONE, method: "POST", path: `${BASE}/:name/restore` },
} as const satisfies Endpoints;
