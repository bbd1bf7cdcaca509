import { z } from "zod";
import { anyPlaceAt, FILE_PATH_QUERY, pageArtifacts, sendArchive } from "#artifacts";
import { fail } from "#ground/errors";
import { defineRoute, type RouteShape } from "#ground/http";
import type { ServerContext } from "#ground/server";
import { API, VERSION, versionFileParams, versionParams } from "../api.ts";
import { ERRORS } from "../errors.ts";
import { requireVersionRow } from "../read-version.ts";
import { fileAt, sendFile } from "./source-files.ts";

const PAGE = 1000;

const path = z
  .string()
  .max(4096)
  .optional()
  .describe("A folder below the version's; default the top.");

/** The files of versions, by the same paths as those of runs. */
export const FILE_ROUTES: readonly RouteShape[] = [
  defineRoute({
    ...API.listFiles,
    permission: "read",
    summary: "The files and folders in a folder of a version, a page at a time.",
    async run({ params, query }, context) {
      const location = await locationOf(context, params);
      const single = query.path === undefined ? await fileAt(context, location) : undefined;
      if (single !== undefined) return { files: [single] };
      const place = anyPlaceAt(context, location, query.path ?? "");
      const { files, next } = await pageArtifacts(context, place, {
        after: query.after,
        limit: query.limit ?? PAGE,
      });
      return next === undefined ? { files } : { files, next };
    },
  }),
  defineRoute({
    method: "GET",
    path: `${VERSION}/artifact/*`,
    permission: "read",
    summary: "A file of a version, as it was stored.",
    sends: "application/octet-stream",
    params: versionFileParams,
    query: z.object({ path: FILE_PATH_QUERY }),
    run: async ({ params, query }, context) =>
      sendFile(context, await locationOf(context, params), query.path ?? params["*"]),
  }),
  defineRoute({
    method: "GET",
    path: `${VERSION}/archive`,
    permission: "read",
    summary: "A folder of a version as a zip archive, made while it is sent.",
    sends: "application/zip",
    params: versionParams,
    query: z.object({ path }),
    async run({ params, query }, context) {
      const place = anyPlaceAt(context, await locationOf(context, params), query.path ?? "");
      return sendArchive(
        place,
        place.inside.split("/").pop() || `${params.name}-${params.version}`,
      );
    },
  }),
];

/** Where a version's files are; MODELS_FILES_ELSEWHERE where this server does not keep them. */
async function locationOf(
  context: ServerContext,
  { name, version }: { readonly name: string; readonly version: number },
): Promise<string> {
  const { location, source } = await requireVersionRow(context.database, name, version);
  if (location === "") throw fail(ERRORS, "MODELS_FILES_ELSEWHERE", { name, version, source });
  return location;
}
