import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { newId } from "#ground/id";
import { openTestServer, type TestServer } from "#test/open-store";
import { createRun } from "../create-run.ts";
import { createExperiment } from "../experiments/index.ts";
import { restoreExperiment, restoreRuns, trashExperiment, trashRuns } from "./index.ts";

let server: TestServer;
let now: number;
let experiment: number;

beforeEach(async () => {
  now = 1000;
  const clock = { ...systemClock, now: () => now };
  server = await openTestServer({ slices: ["lineage", "artifacts", "runs"], clock });
  experiment = await createExperiment(server.context, { name: "one", project: "default" });
});
afterEach(() => server.close());

const start = async () => {
  const facts = { user: undefined, name: undefined, startedAt: now, tags: [] };
  return (await createRun(server.context, { ...facts, experimentId: experiment })).id;
};
const marks = () =>
  server.context.database.all("SELECT lifecycle, deleted_at AS at FROM runs_run ORDER BY number");
const trashed = (at: number) => ({ lifecycle: "deleted", at });
const active = { lifecycle: "active", at: null };

test("a run keeps the time at which it was deleted first, and comes back without one", async () => {
  const id = await start();
  await trashRuns(server.context, [id]);
  now = 2000;
  await trashRuns(server.context, [id]);
  expect(await marks()).toEqual([trashed(1000)]);
  for (let i = 0; i < 2; i += 1) await restoreRuns(server.context, [id]);
  expect(await marks()).toEqual([active]);
});

test("several runs go together or not at all", async () => {
  const ids = [await start(), await start()];
  const failing = trashRuns(server.context, [...ids, newId()]);
  await expect(failing).rejects.toMatchObject({ code: "RUNS_UNKNOWN" });
  expect(await marks()).toEqual([active, active]);
  await trashRuns(server.context, ids);
  expect(await marks()).toEqual([trashed(1000), trashed(1000)]);
});

test("an experiment takes its runs along and brings all of them back, and no others", async () => {
  const first = await start();
  await start();
  const other = { user: undefined, name: undefined, startedAt: now, tags: [], experimentId: 0 };
  await createRun(server.context, other);
  await trashRuns(server.context, [first]);
  now = 2000;
  await trashExperiment(server.context, experiment);
  expect(await marks()).toEqual([trashed(1000), trashed(2000), active]);
  await restoreExperiment(server.context, experiment);
  expect(await marks()).toEqual([active, active, active]);
});

test("an experiment that is not where it is taken from is unknown there", async () => {
  const unknown = { code: "RUNS_EXPERIMENT_UNKNOWN", status: 404 };
  await expect(restoreExperiment(server.context, experiment)).rejects.toMatchObject(unknown);
  await trashExperiment(server.context, experiment);
  await expect(trashExperiment(server.context, experiment)).rejects.toMatchObject(unknown);
  await expect(trashExperiment(server.context, 77)).rejects.toMatchObject(unknown);
  await restoreExperiment(server.context, experiment);
});
