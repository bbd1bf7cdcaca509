import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestServer, type TestServer } from "#test/open-store";
import type { View } from "./index.ts";

const BASE = "/api/fettle/1/runs/views";
let server: TestServer;
beforeEach(async () => {
  server = await openTestServer({ slices: ["lineage", "artifacts", "runs"] });
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
