import { afterEach, beforeEach, expect, test } from "vitest";
import { newId } from "#ground/id";
import { openTestServer, type TestServer } from "#test/open-store";
import type { RunGroups, RunList } from "../model.ts";

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

test("the column shows the best value that the list is sorted by", async () => {
  await record("steady", [4, 5]);
  await record("wild", [1, 9], { best: { churn: "lower" } });
  const query = { project: "shop", sort: "best.churn", order: "asc", extremes: "churn" };
  const { runs } = await server.client.get<RunList>(API, query);
  expect(runs.map((run) => run.extremes?.["churn"]?.best)).toEqual([1, 4]);
});

test("MLflow's search knows the best value as well", async () => {
  await record("steady", [4, 5]);
  await record("wild", [1, 9], { best: { churn: "lower" } });
  const search = async (filter: string) => {
    const { runs = [] } = await server.client.post<{ runs?: { info: { run_name: string } }[] }>(
      "/api/2.0/mlflow/runs/search",
      { experiment_ids: ["1"], filter, order_by: ["best.churn ASC"] },
    );
    return runs.map(({ info }) => info.run_name);
  };
  expect(await search("best.churn < 3")).toEqual(["wild"]);
  expect(await search("")).toEqual(["wild", "steady"]);
});

test("groups know the best of the latest values, the lowest where the project says so", async () => {
  await record("steady", [4, 5]);
  await record("wild", [1, 9], { best: { churn: "lower" } });
  const { groups } = await server.client.get<RunGroups>(`${API}/groups`, {
    project: "shop",
    by: "status",
    metrics: "churn",
  });
  expect(groups[0]?.metrics["churn"]).toMatchObject({ min: 5, max: 9, best: 5 });
});
