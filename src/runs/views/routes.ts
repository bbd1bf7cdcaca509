import type { Reader } from "#ground/database";
import { fail } from "#ground/errors";
import { defineRoute, type RouteShape } from "#ground/http";
import type { ServerContext } from "#ground/server";
import { ERRORS } from "../errors.ts";
import { VIEW_API } from "./api.ts";
import type { View } from "./model.ts";
import { markView, selectView, selectViews, upsertView } from "./store/views.ts";

const list = defineRoute({
  ...VIEW_API.listViews,
  permission: "read",
  summary: "The saved views of a project, by name.",
  async run({ query }, context) {
    return { views: await selectViews(context.database, query.project) };
  },
});

const show = defineRoute({
  ...VIEW_API.showView,
  permission: "read",
  summary: "A saved view.",
  run: ({ params, query }, context) => findView(context.database, { ...query, ...params }),
});

const save = defineRoute({
  ...VIEW_API.saveView,
  permission: "write",
  summary: "Saves a view under a name, over one that is there.",
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
      tx.afterCommit(() => {
        context.events.publish("runs/views");
        context.events.publish("trash");
      });
    });
    return view;
  },
});

const remove = defineRoute({
  ...VIEW_API.deleteView,
  permission: "write",
  summary: "Puts a view into the trash and answers it.",
  async run({ params, query }, context) {
    const view = await findView(context.database, { ...query, ...params });
    await mark(context, view, context.clock.now());
    return view;
  },
});

const restore = defineRoute({
  ...VIEW_API.restoreView,
  permission: "write",
  summary: "Takes a view out of the trash and answers it.",
  async run({ params, query }, context) {
    const named = { ...query, ...params };
    await mark(context, named, null);
    return findView(context.database, named);
  },
});

/** Saved views: ways to look at runs, for everybody who uses the store. */
export const VIEW_ROUTES: readonly RouteShape[] = [list, show, save, remove, restore];

type Named = Pick<View, "project" | "name">;

async function findView(db: Reader, { project, name }: Named): Promise<View> {
  const view = await selectView(db, project, name);
  if (view === undefined) throw fail(ERRORS, "RUNS_VIEW_UNKNOWN", { name });
  return view;
}

async function mark(context: ServerContext, view: Named, at: number | null): Promise<void> {
  await context.database.write(async (tx) => {
    if (!(await markView(tx, view, at)))
      throw fail(ERRORS, "RUNS_VIEW_UNKNOWN", { name: view.name });
    tx.afterCommit(() => {
      context.events.publish("runs/views");
      context.events.publish("trash");
    });
  });
}
