import { afterEach, beforeEach, expect, test } from "vitest";
import type { ServerContext } from "#ground/server";
import { openTestServer, type TestServer } from "#test/open-store";
import { runBody } from "#test/run-body";
import { endRun } from "../end-run.ts";
import { startRun } from "../start-run.ts";
import { experimentTrashable } from "./experiment-trashable.ts";
import { runTrashable } from "./run-trashable.ts";
import { restoreExperiment, trashExperiment } from "./trash-experiment.ts";
import { restoreRuns, trashRuns } from "./trash-runs.ts";

let server: TestServer;
let experiment: number;
beforeEach(async () => {
  server = await openTestServer({ slices: ["lineage", "trash", "artifacts", "runs"] });
  for (const id of ["a", "b"]) {
    await startRun(server.context, runBody({ id, name: id }), "ada");
    await endRun(server.context, id, { status: "FINISHED", endedAt: 2000 });
  }
  const row = await server.context.database.get<{ id: number }>(
    "SELECT id FROM runs_experiment WHERE name = 'intents'",
  );
  experiment = row?.id as number;
});
afterEach(() => server.close());

/** What an act published, and what it was refused with. */
async function told(act: (context: ServerContext) => Promise<unknown>): Promise<unknown[]> {
  const topics: unknown[] = [];
  const publish = (topic: string) => void topics.push(topic);
  const events = { ...server.context.events, publish };
  await act({ ...server.context, events }).catch((error: { code: string; facts: object }) =>
    topics.push(error.code, error.facts),
  );
  return topics;
}
const log = (run_id: string) =>
  server.client
    .post("/api/2.0/mlflow/runs/log-metric", { run_id, key: "f1", value: 1, timestamp: 1 })
    .then(
      () => "logged",
      (error: { code: string }) => error.code,
    );

test("runs that go and come back are told to the list, the trash, and to who looks at one", async () => {
  const topics = ["runs", "trash", "runs/a", "runs/b"];
  expect(await told((context) => trashRuns(context, ["a", "b"]))).toEqual(topics);
  expect(await told((context) => restoreRuns(context, ["a", "b"]))).toEqual(topics);
  const missing = ["RUNS_UNKNOWN", { ref: "nobody" }];
  expect(await told((context) => trashRuns(context, ["a", "nobody"]))).toEqual(missing);
  expect(await told((context) => restoreRuns(context, ["nobody"]))).toEqual(missing);
  expect(await log("a")).toBe("logged");
});

test("an experiment that goes and comes back is told once, and takes its runs' points meanwhile not", async () => {
  expect(await log("a")).toBe("logged");
  expect(await told((context) => trashExperiment(context, experiment))).toEqual(["runs", "trash"]);
  expect(await log("a")).not.toBe("logged");
  const unknown = ["RUNS_EXPERIMENT_UNKNOWN", { experiment: String(experiment) }];
  expect(await told((context) => trashExperiment(context, experiment))).toEqual(unknown);
  expect(await told((context) => restoreExperiment(context, experiment))).toEqual([
    "runs",
    "trash",
  ]);
  expect(await log("a")).toBe("logged");
  expect(await told((context) => restoreExperiment(context, experiment))).toEqual(unknown);
});

test("what is purged is told to the list, and names all that goes with it", async () => {
  const { database } = server.context;
  await trashRuns(server.context, ["a"]);
  let gone: unknown;
  const purge = (trashable: typeof runTrashable, id: string) => (context: ServerContext) =>
    database.write(async (tx) => {
      gone = await trashable.purge(tx, context, id);
    });
  expect(await told(purge(runTrashable, "b"))).toEqual([]);
  expect(gone).toBeUndefined();
  expect(await told(purge(runTrashable, "a"))).toEqual(["runs"]);
  expect(gone).toEqual({ places: [`${experiment}/a`], things: [{ kind: "run", id: "a" }] });
  await trashExperiment(server.context, experiment);
  expect(await told(purge(experimentTrashable, String(experiment)))).toEqual([]);
  expect(gone).toBeUndefined();
  await told(purge(runTrashable, "b"));
  expect(await told(purge(experimentTrashable, String(experiment)))).toEqual(["runs"]);
  const own = (inside: string) => `${experiment}/${inside}`;
  expect(gone).toEqual({ places: [own("models/"), own("traces/"), own("")], things: [] });
});

test("a name under which one comes back has 1 to 500 characters", async () => {
  const asker = { user: "ada", reason: "" };
  await trashRuns(server.context, ["a"]);
  for (const as of ["", " ", "n".repeat(501)])
    for (const trashable of [runTrashable, experimentTrashable])
      await expect(
        trashable.restore(server.context, ["a"], { ...asker, as }),
      ).rejects.toMatchObject({ code: "VALUE_INVALID", message: expect.stringContaining("'as'") });
  await runTrashable.restore(server.context, ["a"], { ...asker, as: "n".repeat(500) });
  expect(await server.client.get("/api/fettle/1/runs/a")).toMatchObject({ name: "n".repeat(500) });
});
