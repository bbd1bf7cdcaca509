import { afterEach, expect, test } from "vitest";
import { openTestServer, type TestServer } from "#test/open-store";
import { takeRecords } from "../carry/take-records.ts";
import { selectRun } from "../store/select-run.ts";
import { selectExperimentByName } from "./index.ts";

let server: TestServer | undefined;
afterEach(() => server?.close());

test("what an import brings keeps its artifacts where the settings say, as what is made here does", async () => {
  server = await openTestServer({
    slices: ["lineage", "artifacts", "runs"],
    settings: { artifacts: { root: "file:///data/runs" } },
  });
  const { context } = server;
  const experiment = {
    type: "experiment",
    id: "7",
    name: "intents",
    lifecycle: "active",
    createdAt: 1,
    updatedAt: 2,
    tags: {},
  } as const;
  const run = {
    type: "run",
    id: "a1",
    experiment: "intents",
    name: "n",
    user: "",
    status: "FINISHED",
    lifecycle: "active",
    startedAt: 1,
    endedAt: 2,
    params: {},
    tags: {},
    datasets: [],
    modelInputs: [],
    modelOutputs: [],
  } as const;
  const results = await takeRecords(context, [experiment, run], "shop");
  expect(results).toEqual([{ outcome: "new" }, { outcome: "new" }]);
  expect(await selectExperimentByName(context.database, "intents")).toMatchObject({
    id: 7,
    createdAt: 1,
    updatedAt: 2,
    artifactLocation: "file:///data/runs/7",
  });
  expect(await selectRun(context.database, "a1")).toMatchObject({
    artifactRoot: "file:///data/runs/7/a1/artifacts",
  });
});
