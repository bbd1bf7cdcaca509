import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestServer, type TestServer } from "#test/open-store";
import type { TrashList } from "#trash";
import type { View } from "./index.ts";

const BASE = "/api/fettle/1/runs/views";
let server: TestServer;
beforeEach(async () => {
  server = await openTestServer({ slices: ["lineage", "trash", "artifacts", "runs"] });
});
afterEach(() => server.close());

const names = async (project = "shop") =>
  (await server.client.get<{ views: View[] }>(BASE, { project })).views.map((view) => view.name);

test("a view is saved under its name, overwritten, and belongs to its project", async () => {
  await server.client.put(`${BASE}/best%20of?project=shop`, { query: { sort: "metrics.f1" } });
  await server.client.put(`${BASE}/best%20of?project=shop`, { query: { sort: "best.f1" } });
  expect(await server.client.get(`${BASE}/best%20of`, { project: "shop" })).toMatchObject({
    name: "best of",
    project: "shop",
    query: { sort: "best.f1" },
  });
  expect([await names(), await names("other"), await names("")]).toEqual([["best of"], [], []]);
});

test("a view that was deleted comes back", async () => {
  await server.client.put(`${BASE}/a?project=shop`, { query: {} });
  expect(await server.client.delete(`${BASE}/a?project=shop`)).toMatchObject({ name: "a" });
  expect(await names()).toEqual([]);
  const unknown = { code: "RUNS_VIEW_UNKNOWN", status: 404 };
  await expect(server.client.delete(`${BASE}/a?project=shop`)).rejects.toMatchObject(unknown);
  await expect(server.client.get(`${BASE}/a`, { project: "shop" })).rejects.toMatchObject(unknown);
  expect(await server.client.post(`${BASE}/a/restore?project=shop`)).toMatchObject({ name: "a" });
  expect(await names()).toEqual(["a"]);
});

test("a view that is saved leaves one of its name in the trash, which comes back beside it", async () => {
  const saved = `${BASE}/best?project=shop`;
  for (const sort of ["1", "2", "3"]) {
    await server.client.put(saved, { query: { sort } });
    if (sort !== "3") await server.client.delete(saved);
  }
  const trashed = async () =>
    (await server.client.get<TrashList>("/api/fettle/1/trash")).items.map(({ id }) => id).sort();
  expect(await trashed()).toEqual(["shop/best (2)", "shop/best (3)"]);
  await server.client.post("/api/fettle/1/trash/restore", { ids: await trashed() });
  expect(await names()).toEqual(["best", "best (2)", "best (3)"]);
  const sorts = await Promise.all(
    ["best", "best (2)", "best (3)"].map(async (name) => {
      const path = `${BASE}/${encodeURIComponent(name)}`;
      return (await server.client.get<View>(path, { project: "shop" })).query["sort"];
    }),
  );
  expect(sorts).toEqual(["3", "1", "2"]);
});
