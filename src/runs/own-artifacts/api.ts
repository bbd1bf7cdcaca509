import { type ZodType, z } from "zod";
import { FILE_PATH_QUERY, type TrashedArtifactList } from "#artifacts";
import type { Endpoints } from "#ground/wire";
import type { ArtifactList } from "../model.ts";
import { refQuery } from "../schemas/index.ts";

const listQuery = refQuery.extend({
  path: z
    .string()
    .max(4096)
    .optional()
    .describe("A folder below the run's artifacts; default the top."),
  after: z.string().max(1024).optional().describe("`next` of the page before."),
  limit: z.coerce.number().int().min(1).max(10_000).optional().describe("Default 1000."),
});

/** Query of one file. */
export const fileQuery = refQuery.extend({ path: FILE_PATH_QUERY });

/** Query of the archive, whose answer is no JSON. */
export const archiveQuery = listQuery.pick({ project: true, path: true });

const list: ZodType<ArtifactList> = z.object({
  files: z.array(
    z.object({
      path: z.string().describe("Relative to the run's artifact folder."),
      folder: z.boolean(),
      size: z.int().min(0).describe("Bytes; 0 for a folder."),
    }),
  ),
  next: z.string().exactOptional().describe("`after` of the next page, where there is one."),
});

const trashed: ZodType<TrashedArtifactList> = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      path: z.string().describe("Where it was, in the server's own folder."),
      folder: z.boolean(),
      bytes: z.int().min(0),
      user: z.string().describe("Who deleted it."),
      deletedAt: z.int().describe("Milliseconds since 1970, UTC."),
      purgeAt: z.int().nullable().describe("Null where the trash is kept for ever."),
    }),
  ),
});

const RUN = "/api/fettle/1/runs/:ref";

/** Where a run's artifacts are got one by one, and their zip: as bytes. */
export const ARTIFACT_PATH = `${RUN}/artifact/*`;
export const ARCHIVE_PATH = `${RUN}/archive`;

/** What the routes about a run's artifacts take and answer. */
export const ARTIFACT_API = {
  artifacts: { method: "GET", path: `${RUN}/artifacts`, query: listQuery, answer: list },
  deleteArtifact: {
    method: "DELETE",
    path: ARTIFACT_PATH,
    query: fileQuery,
    answer: z.object({ id: z.string().describe("Of it in the trash.") }),
  },
  trashedArtifacts: {
    method: "GET",
    path: `${RUN}/trashed-artifacts`,
    query: refQuery,
    answer: trashed,
  },
} as const satisfies Endpoints;
