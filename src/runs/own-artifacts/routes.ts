import {
  ARTIFACT_ERRORS,
  anyPlaceAt,
  pageArtifacts,
  sendArchive,
  sendArtifact,
  trashArtifact,
  trashedArtifacts,
} from "#artifacts";
import { fail } from "#ground/errors";
import { defineRoute, type RouteShape } from "#ground/http";
import { resolveRun } from "../find-run.ts";
import { ARCHIVE_PATH, ARTIFACT_API, ARTIFACT_PATH, archiveQuery, fileQuery } from "./api.ts";
import { runUri } from "./location.ts";

const PAGE = 1000;

/** Fettle's own routes for the artifacts of runs. */
export const ARTIFACT_ROUTES: readonly RouteShape[] = [
  defineRoute({
    ...ARTIFACT_API.artifacts,
    permission: "read",
    summary: "The files and folders in a folder of a run's artifacts, a page at a time.",
    async run({ params, query }, context) {
      const run = await resolveRun(context.database, params["ref"] as string, query.project);
      const place = anyPlaceAt(context, runUri(context.settings, run), query.path ?? "");
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
      path: ARTIFACT_PATH,
      permission: "read",
      sends: "application/octet-stream",
      summary:
        method === "HEAD"
          ? "The size, the type and the tag of an artifact."
          : "The bytes of an artifact or a range of them, sandboxed: a browser shows images and text, and saves the rest.",
      query: fileQuery,
      async run({ params, query, headers }, context) {
        const run = await resolveRun(context.database, params["ref"] as string, query.project);
        const path = query.path ?? (params["*"] as string);
        const place = anyPlaceAt(context, runUri(context.settings, run), path);
        return sendArtifact(place, { headers, head: method === "HEAD" });
      },
    }),
  ),
  defineRoute({
    ...ARTIFACT_API.deleteArtifact,
    permission: "write",
    summary: "Moves an artifact of a run, or a folder of them, to the trash.",
    async run({ params, query, peer }, context) {
      const run = await resolveRun(context.database, params["ref"] as string, query.project);
      const inside = query.path ?? (params["*"] as string);
      const place = anyPlaceAt(context, runUri(context.settings, run), inside);
      const id = await trashArtifact(context, place, peer.user);
      if (id === undefined) throw fail(ARTIFACT_ERRORS, "ARTIFACTS_UNKNOWN", { path: inside });
      return { id };
    },
  }),
  defineRoute({
    method: "GET",
    path: ARCHIVE_PATH,
    permission: "read",
    sends: "application/zip",
    summary: "A folder of a run's artifacts as a zip archive, made while it is sent.",
    query: archiveQuery,
    async run({ params, query }, context) {
      const run = await resolveRun(context.database, params["ref"] as string, query.project);
      const place = anyPlaceAt(context, runUri(context.settings, run), query.path ?? "");
      return sendArchive(place, place.inside.split("/").pop() || run.name);
    },
  }),
  defineRoute({
    ...ARTIFACT_API.trashedArtifacts,
    permission: "read",
    summary: "The artifacts of a run that lie in the trash, the latest first.",
    async run({ params, query }, context) {
      const run = await resolveRun(context.database, params["ref"] as string, query.project);
      return { items: await trashedArtifacts(context, run.id) };
    },
  }),
];
