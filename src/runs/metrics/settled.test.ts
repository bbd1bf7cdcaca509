import { afterEach, beforeEach, expect, test } from "vitest";
import { newId } from "#ground/id";
import { openTestServer, type TestServer } from "#test/open-store";
import type { RunComparison } from "../comparison/index.ts";
import type {
  MetricSeries,
  RunColumns,
  RunCompletion,
  RunDetail,
  RunGroups,
  RunList,
} from "../model.ts";

const API = "/api/fettle/1/runs";
const MLFLOW = "/api/2.0/mlflow";
let server: TestServer;
let id: string;
let value: number;

const body = () => ({
  id,
  project: "shop",
  experiment: "shop",
  name: "rules",
  startedAt: 1,
  command: ["true"],
  folder: ".",
  dirty: false,
  data: [],
});

beforeEach(async () => {
  server = await openTestServer({ slices: ["lineage", "artifacts", "runs"] });
  id = newId();
  value = 0;
  await server.client.post(API, body());
});
afterEach(() => server.close());

/** Logs a value greater than all before; it is on the disk when this answers, and in the tables a while later. */
async function logged(): Promise<number> {
  value += 1;
  const point = { run_id: id, key: "f1", value, timestamp: value, step: value };
  await server.client.post(`${MLFLOW}/runs/log-metric`, point);
  return value;
}

const get = <T>(path: string, query: Record<string, string> = {}): Promise<T> =>
  server.client.get<T>(path, query);
type Point = { value: number };
type Told = { data: { metrics: readonly Point[] } };

/** What each way of reading tells of the metric: the value that was logged last. */
const READS: Readonly<Record<string, () => Promise<unknown>>> = {
  "the run": async () => (await get<RunDetail>(`${API}/${id}`)).metrics["f1"],
  "the run that is started again": async () =>
    (await server.client.post<RunDetail>(API, body())).metrics["f1"],
  "the list": async () => (await get<RunList>(API)).runs[0]?.metrics["f1"],
  "a filter": async () =>
    (await get<RunList>(API, { filter: `metrics.f1 = ${value}` })).total === 1 ? value : undefined,
  "the columns": async () =>
    (await get<RunColumns>(`${API}/columns`)).columns.find(({ key }) => key === "f1")?.sample,
  "the groups": async () =>
    (await get<RunGroups>(`${API}/groups`, { by: "status", metrics: "f1" })).groups[0]?.metrics[
      "f1"
    ]?.mean,
  "a comparison": async () =>
    (await get<RunComparison>(`${API}/compare`, { refs: `${id},${id}` })).metrics[0]?.groups[0]
      ?.mean,
  "a series": async () => (await get<MetricSeries>(`${API}/${id}/metrics/f1`)).points.at(-1)?.value,
  "the run's end": async () => {
    const end = { status: "FINISHED", endedAt: value };
    return (await server.client.post<RunDetail>(`${API}/${id}/end`, end)).metrics["f1"];
  },
  "MLflow's run": async () =>
    (await get<{ run: Told }>(`${MLFLOW}/runs/get`, { run_id: id })).run.data.metrics[0]?.value,
  "MLflow's search": async () =>
    (await server.client.post<{ runs: Told[] }>(`${MLFLOW}/runs/search`, { experiment_ids: ["1"] }))
      .runs[0]?.data.metrics[0]?.value,
  ...Object.fromEntries(
    ["get-history", "get-history-bulk", "get-history-bulk-interval"].map((path) => [
      `MLflow's ${path}`,
      async () => {
        const query = { run_id: id, run_ids: id, metric_key: "f1" };
        const found = await get<{ metrics: readonly Point[] }>(`${MLFLOW}/metrics/${path}`, query);
        return found.metrics.at(-1)?.value;
      },
    ]),
  ),
};

test.each(Object.keys(READS))("%s tells what was acknowledged a moment ago", async (name) => {
  const read = READS[name] as () => Promise<unknown>;
  for (let round = 0; round < 3; round += 1) {
    const last = await logged();
    expect(await read()).toBe(last);
  }
});

test("a key that was logged a moment ago can be completed", async () => {
  await logged();
  const query = { text: "metrics.", project: "shop" };
  const { suggestions } = await get<RunCompletion>(`${API}/complete`, query);
  expect(suggestions.map(({ text }) => text)).toEqual(["metrics.f1"]);
});
