import { z } from "zod";
import { fail } from "#ground/errors";
import { defineRoute, type RouteShape } from "#ground/http";
import type { ServerContext } from "#ground/server";
import { ERRORS } from "../errors.ts";
import { markView, selectView, selectViews, upsertView } from "./store/views.ts";

const BASE = "/api/fettle/1/runs/views";

const projectQuery = z.object({
  project: z.string().max(250).default("").describe("Default: the views of all projects together."),
});
const named = z.object({ name: z.string().min(1).max(200) });
const viewBody = z.object({
  query: z
    .record(z.string().max(100), z.string().max(20_000))
    .describe("The page's address parameters: filter, sort, columns, grouping."),
});

const list = defineRoute({
  method: "GET",
  path: BASE,
  permission: "read",
  summary: "The saved views of a project, by name.",
  query: projectQuery,
  async run({ query }, context) {
    return { views: await selectViews(context.database, query.project) };
  },
});

const show = defineRoute({
  method: "GET",
  path: `${BASE}/:name`,
  permission: "read",
  summary: "A saved view.",
  params: named,
  query: projectQuery,
  async run({ params, query }, context) {
    const view = await selectView(context.database, query.project, params.name);
    if (view === undefined) throw fail(ERRORS, "RUNS_VIEW_UNKNOWN", { name: params.name });
    return view;
  },
});

const save = defineRoute({
  method: "PUT",
  path: `${BASE}/:name`,
  permission: "write",
  summary: "Saves a view under a name, over one that is there.",
  params: named,
  query: projectQuery,
  body: viewBody,
  async run({ params, query, body, peer }, context) {
    const view = {
      name: params.name,
      project: query.project,
      query: body.query,
      user: peer.user,
      updatedAt: context.clock.now(),
    };
    await context.database.write(async (tx) => {
      await upsertView(tx, view);
      tx.afterCommit(() => context.events.publish("runs/views"));
    });
    return view;
  },
});

const remove = defineRoute({
  method: "DELETE",
  path: `${BASE}/:name`,
  permission: "write",
  summary: "Puts a view into the trash and answers it.",
  params: named,
  query: projectQuery,
  async run({ params, query }, context) {
    const view = await selectView(context.database, query.project, params.name);
    await mark(context, { project: query.project, name: params.name }, context.clock.now());
    return view;
  },
});

const restore = defineRoute({
  method: "POST",
  path: `${BASE}/:name/restore`,
  permission: "write",
  summary: "Takes a view out of the trash and answers it.",
  params: named,
  query: projectQuery,
  async run({ params, query }, context) {
    await mark(context, { project: query.project, name: params.name }, null);
    return selectView(context.database, query.project, params.name);
  },
});

/** Saved views: ways to look at runs, for everybody who uses the store. */
export const VIEW_ROUTES: readonly RouteShape[] = [list, show, save, remove, restore];

async function mark(
  context: ServerContext,
  view: { project: string; name: string },
  at: number | null,
): Promise<void> {
  await context.database.write(async (tx) => {
    if (!(await markView(tx, view, at)))
      throw fail(ERRORS, "RUNS_VIEW_UNKNOWN", { name: view.name });
    tx.afterCommit(() => {
      context.events.publish("runs/views");
      context.events.publish("trash");
    });
  });
}
