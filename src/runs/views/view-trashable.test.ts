import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openTestServer, type TestServer } from "#test/open-store";
import { markView, selectView, selectViews, upsertView } from "./store/views.ts";
import { viewTrashable } from "./view-trashable.ts";

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer({ slices: ["lineage", "artifacts", "runs"] });
});
afterAll(() => server.close());
beforeEach(() => server.context.database.write((tx) => tx.run("DELETE FROM runs_view")));

const asker = { user: "ada", reason: "" };
const save = (name: string, project = "shop", sort = "f1") =>
  server.context.database.write((tx) =>
    upsertView(tx, { name, project, query: { sort }, user: "ada", updatedAt: 7 }),
  );
const mark = (name: string, at: number | null, project = "shop") =>
  server.context.database.write((tx) => markView(tx, { name, project }, at));
const names = async (project = "shop") =>
  (await selectViews(server.context.database, project)).map(({ name }) => name);
const purge = (id: string) =>
  server.context.database.write((tx) => viewTrashable.purge(tx, server.context, id));
const listed = async (limit: number, project?: string) =>
  (await viewTrashable.list(server.context, { limit, project })).map(({ id }) => id);
const ids = (some: readonly { id: string }[]) => some.map(({ id }) => id);

test("views stand by name, those of their project alone, and those in the trash not at all", async () => {
  for (const name of ["b", "c", "a"]) await save(name);
  await save("b", "other", "loss");
  expect(await names()).toEqual(["a", "b", "c"]);
  expect([await mark("b", 10), await mark("b", 11)]).toEqual([true, false]);
  expect([await names(), await names("other")]).toEqual([["a", "c"], ["b"]]);
  expect(await selectView(server.context.database, "shop", "b")).toBeUndefined();
  expect(await selectView(server.context.database, "other", "b")).toEqual({
    name: "b",
    project: "other",
    query: { sort: "loss" },
    user: "ada",
    updatedAt: 7,
  });
  expect([await mark("a", null), await mark("b", null), await names()]).toEqual([
    false,
    true,
    ["a", "b", "c"],
  ]);
});

test("saving over a view in the trash leaves it there under another name", async () => {
  await save("a");
  await mark("a", 10);
  await save("a", "shop", "loss");
  expect(await listed(10)).toEqual(["shop/a (2)"]);
  expect(await selectView(server.context.database, "shop", "a")).toMatchObject({
    query: { sort: "loss" },
  });
});

test("the trash tells the latest first, by name where they went at once, and counts them by project", async () => {
  for (const [name, project, at] of [
    ["b", "shop", 20],
    ["a", "shop", 20],
    ["c", "other", 30],
    ["d", "shop", 10],
  ] as const) {
    await save(name, project);
    await mark(name, at, project);
  }
  await save("kept");
  expect(await listed(10)).toEqual(["other/c", "shop/a", "shop/b", "shop/d"]);
  expect(await listed(2)).toEqual(["other/c", "shop/a"]);
  expect(await listed(10, "shop")).toEqual(["shop/a", "shop/b", "shop/d"]);
  expect(await viewTrashable.count(server.context)).toEqual({ total: 4, bytes: 0 });
  expect(await viewTrashable.count(server.context, "other")).toEqual({ total: 1, bytes: 0 });
  const expired = await viewTrashable.expired(server.context, 20);
  expect(expired).toEqual([
    {
      kind: "view",
      id: "shop/d",
      name: "d",
      project: "shop",
      place: "",
      holds: 1,
      bytes: 0,
      deletedAt: 10,
    },
  ]);
  expect(ids(await viewTrashable.expired(server.context, 31))).toEqual([
    "shop/d",
    "shop/b",
    "shop/a",
    "other/c",
  ]);
  const asked = ["shop/b", "shop/kept", "shop/nobody"];
  expect(ids(await viewTrashable.find(server.context, asked))).toEqual(["shop/b"]);
  expect(await viewTrashable.held(server.context, asked)).toEqual([]);
});

test("what is restored is out of the trash, and nothing else", async () => {
  for (const name of ["a", "b"]) {
    await save(name);
    await mark(name, 10);
  }
  await viewTrashable.restore(server.context, ["shop/a"], asker);
  expect([await names(), await listed(10)]).toEqual([["a"], ["shop/b"]]);
});

test("a purge forgets what lies in the trash, and leaves what does not", async () => {
  await save("a");
  expect(await purge("shop/a")).toBeUndefined();
  expect(await names()).toEqual(["a"]);
  await mark("a", 10);
  expect(await purge("shop/a")).toEqual({ places: [], things: [] });
  expect([await mark("a", null), await listed(10)]).toEqual([false, []]);
});
