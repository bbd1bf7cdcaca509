import { afterEach, beforeEach, expect, test } from "vitest";
import { newId } from "#ground/id";
import type { CarriedRecord } from "#ground/slice";
import { openTestServer, type TestServer } from "#test/open-store";
import { giveRecords } from "./give-records.ts";

let server: TestServer;
beforeEach(async () => {
  server = await openTestServer({ slices: ["lineage", "trash", "artifacts", "runs"] });
});
afterEach(() => server.close());

async function record(name: string, values: readonly number[]): Promise<void> {
  const id = newId();
  await server.client.post("/api/fettle/1/runs", {
    id,
    project: "shop",
    experiment: "shop",
    name,
    startedAt: 1,
    command: ["true"],
    folder: ".",
    dirty: false,
    data: [],
    choices: { best: { churn: "lower" } },
  });
  await server.client.post("/api/2.0/mlflow/runs/log-batch", {
    run_id: id,
    metrics: values.map((value, step) => ({ key: "churn", value, timestamp: 1, step })),
  });
}

/** What is given of the runs that fit, the runs by their name. */
async function exported(filter: string): Promise<{ names: unknown[]; points: unknown[] }> {
  const given = await giveRecords(server.context, {
    project: "shop",
    experiment: undefined,
    filter,
    wants: () => true,
    given: () => "no",
    signal: new AbortController().signal,
  });
  const [names, points]: [unknown[], unknown[]] = [[], []];
  for await (const record of given.records as AsyncIterable<CarriedRecord>)
    if (record.type === "run") names.push(record["name"]);
    else if (record.type === "points") points.push(...(record["points"] as unknown[]));
  return { names, points };
}

test("an export's filter takes the best value of a metric as the project chose it", async () => {
  await record("steady", [4, 5]);
  await record("wild", [1, 9]);
  expect((await exported("best.churn < 3")).names).toEqual(["wild"]);
  expect((await exported("best.churn > 3")).names).toEqual(["steady"]);
});

test("an export holds the points that were acknowledged a moment ago", async () => {
  await record("wild", [1, 9]);
  expect(await exported("metrics.churn = 9")).toEqual({
    names: ["wild"],
    points: [
      [0, 1, 1],
      [1, 1, 9],
    ],
  });
});
