import { z } from "zod";
import {
  ARTIFACT_ERRORS,
  pageArtifacts,
  placeAt,
  sendArchive,
  sendArtifact,
  type TrashedArtifactList,
  trashArtifact,
  trashedArtifacts,
} from "#artifacts";
import { fail } from "#ground/errors";
import { defineRoute, type RouteShape } from "#ground/http";
import { artifactUri } from "../describe-run.ts";
import { resolveRun } from "../find-run.ts";
import type { ArtifactList } from "../model.ts";

const BASE = "/api/fettle/1/runs";
const PAGE = 1000;

const refQuery = z.object({
  project: z.string().optional().describe("Where a name is looked for; default everywhere."),
});
const path = z
  .string()
  .max(4096)
  .optional()
  .describe("A folder below the run's artifacts; default the top.");
const listQuery = refQuery.extend({
  path,
  after: z.string().max(1024).optional().describe("`next` of the page before."),
  limit: z.coerce.number().int().min(1).max(10_000).optional().describe("Default 1000."),
});

/** Fettle's own routes for the artifacts of runs. */
export const ARTIFACT_ROUTES: readonly RouteShape[] = [
  defineRoute({
    method: "GET",
    path: `${BASE}/:ref/artifacts`,
    permission: "read",
    summary: "The files and folders in a folder of a run's artifacts, a page at a time.",
    query: listQuery,
    async run({ params, query }, context): Promise<ArtifactList> {
      const run = await resolveRun(context.database, params["ref"] as string, query.project);
      const place = placeAt(context, artifactUri(run), query.path ?? "");
      const { files, next } = await pageArtifacts(context, place, {
        after: query.after,
        limit: query.limit ?? PAGE,
      });
      return next === undefined ? { files } : { files, next };
    },
  }),
  ...(["GET", "HEAD"] as const).map((method) =>
    defineRoute({
      method,
      path: `${BASE}/:ref/artifact/*`,
      permission: "read",
      summary:
        method === "HEAD"
          ? "The size, the type and the tag of an artifact."
          : "The bytes of an artifact or a range of them, sandboxed: a browser shows images and text, and saves the rest.",
      query: refQuery,
      async run({ params, query, headers }, context) {
        const run = await resolveRun(context.database, params["ref"] as string, query.project);
        const place = placeAt(context, artifactUri(run), params["*"] as string);
        return sendArtifact(context, place, { headers, head: method === "HEAD" });
      },
    }),
  ),
  defineRoute({
    method: "DELETE",
    path: `${BASE}/:ref/artifact/*`,
    permission: "write",
    summary: "Moves an artifact of a run, or a folder of them, to the trash.",
    query: refQuery,
    async run({ params, query, peer }, context) {
      const run = await resolveRun(context.database, params["ref"] as string, query.project);
      const inside = params["*"] as string;
      const place = placeAt(context, artifactUri(run), inside);
      const id = await trashArtifact(context, place, peer.user);
      if (id === undefined) throw fail(ARTIFACT_ERRORS, "ARTIFACTS_UNKNOWN", { path: inside });
      return { id };
    },
  }),
  defineRoute({
    method: "GET",
    path: `${BASE}/:ref/archive`,
    permission: "read",
    summary: "A folder of a run's artifacts as a zip archive, made while it is sent.",
    query: refQuery.extend({ path }),
    async run({ params, query }, context) {
      const run = await resolveRun(context.database, params["ref"] as string, query.project);
      const place = placeAt(context, artifactUri(run), query.path ?? "");
      return sendArchive(place, place.inside.split("/").pop() || run.name);
    },
  }),
  defineRoute({
    method: "GET",
    path: `${BASE}/:ref/trashed-artifacts`,
    permission: "read",
    summary: "The artifacts of a run that lie in the trash, the latest first.",
    query: refQuery,
    async run({ params, query }, context): Promise<TrashedArtifactList> {
      const run = await resolveRun(context.database, params["ref"] as string, query.project);
      return { items: await trashedArtifacts(context, run.id) };
    },
  }),
];
