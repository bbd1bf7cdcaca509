import { type ZodType, z } from "zod";
import type { Endpoints, Wire } from "#ground/wire";
import { DEPTH_MAX, type Edge, KIND, type Thing } from "./model.ts";

/** Data ids hold the slashes of a path, so the id is the rest of the URL. */
const params = z.object({
  kind: z.string().max(100).regex(KIND),
  "*": z.string().min(1).max(5000),
});

const query = z.object({
  depth: z.coerce
    .number()
    .int()
    .min(1)
    .max(DEPTH_MAX)
    .default(5)
    .describe("How many steps to go in each direction."),
});

const thing: ZodType<Thing> = z.object({ kind: z.string(), id: z.string() });

const edge: ZodType<Edge> = z
  .object({
    project: z.string(),
    from: thing,
    to: thing,
    relation: z.string().describe("How, in a word: `used` says what `to` did."),
    at: z.int().describe("Milliseconds since 1970, UTC."),
  })
  .describe("`to` came from `from`.");

/** What the routes of this slice take and answer. */
export const API = {
  show: {
    method: "GET",
    path: "/api/fettle/1/lineage/:kind/*",
    params,
    query,
    answer: z.object({ edges: z.array(edge).describe("The nearest first.") }),
  },
} as const satisfies Endpoints;

export type LineageApi = Wire<typeof API>;
