import { type ZodType, z } from "zod";
import type { Endpoints, Wire } from "#ground/wire";
import type { ArtifactEntry, ArtifactList } from "./model.ts";

const entry: ZodType<ArtifactEntry> = z.object({
  path: z.string().describe("Relative to the top of the thing's files."),
  folder: z.boolean(),
  size: z.int().min(0).describe("Bytes; 0 for a folder."),
});
const list: ZodType<ArtifactList> = z.object({
  files: z.array(entry).describe("Sorted by name."),
  next: z.string().exactOptional().describe("`after` of the next page, where there is one."),
});

/** Of a route for one file of these: what its address has no signs for. */
export const FILE_PATH_QUERY = z
  .string()
  .min(1)
  .max(4096)
  .optional()
  .describe(
    "Its path, where it holds signs that no address may, as a backslash; then the address may end in any name.",
  );

/**
 * How a thing's files are asked for below its own address, whichever slice the thing is of: these routes are that
 * slice's, and take and answer the same.
 */
export const FILES_API = {
  list: {
    method: "GET",
    path: "/api/fettle/1/*",
    query: z.object({
      path: z.string().max(4096).optional().describe("A folder of these; default the top."),
      after: z.string().max(1024).optional().describe("`next` of the page before."),
      limit: z.coerce.number().int().min(1).max(10_000).optional().describe("Default 1000."),
    }),
    answer: list,
  },
} as const satisfies Endpoints;

export type FilesApi = Wire<typeof FILES_API>;
