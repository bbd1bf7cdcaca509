import { afterEach, beforeEach, expect, test } from "vitest";
import { newId } from "#ground/id";
import { openTestServer, type TestServer } from "#test/open-store";
import type { RunList } from "../model.ts";

const API = "/api/fettle/1/runs";
let server: TestServer;
beforeEach(async () => {
  server = await openTestServer({ slices: ["lineage", "artifacts", "runs"] });
});
afterEach(() => server.close());

async function record(name: string, values: readonly number[], choices?: object): Promise<void> {
  const id = newId();
  await server.client.post(API, {
    id,
    project: "shop",
    experiment: "shop",
    name,
    startedAt: 1,
    command: ["true"],
    folder: ".",
    dirty: false,
    data: [],
    choices,
  });
  await server.client.post("/api/2.0/mlflow/runs/log-batch", {
    run_id: id,
    metrics: values.map((value, step) => ({ key: "churn", value, timestamp: 1, step })),
  });
}

test("the best value of a metric is the one that the project's settings chose", async () => {
  await record("steady", [4, 5]);
  await record("wild", [1, 9]);
  const names = async (query: Record<string, string>) =>
    (await server.client.get<RunList>(API, { project: "shop", ...query })).runs.map(
      (run) => run.name,
    );
  const best = { sort: "best.churn", order: "asc" };
  expect(await names(best)).toEqual(["steady", "wild"]);
  await record("none", [7], { best: { churn: "lower" } });
  expect(await names(best)).toEqual(["wild", "steady", "none"]);
  expect(await names({ filter: "best.churn < 3" })).toEqual(["wild"]);
  expect((await names({ filter: "NOT (best.churn < 3 OR best.churn > 6)" })).sort()).toEqual([
    "steady",
  ]);
});
