import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { openTestServer, type TestServer } from "#test/open-store";
import { registerVersion } from "#test/register-version";
import { createModelsClient, type ModelsClient } from "./client.ts";

let server: TestServer;
let pins: Record<string, string>;
let models: ModelsClient;
beforeEach(async () => {
  server = await openTestServer({ slices: ["lineage", "artifacts", "runs", "models"] });
  pins = {};
  models = createModelsClient({
    client: server.client,
    clock: systemClock,
    project: "shop",
    patienceMs: 2000,
    pinned: (variable) => pins[variable],
    warn: () => {},
  });
});
afterEach(() => server.close());

const point = (alias: string, version: number) =>
  server.client.put(`/api/fettle/1/models/intent/aliases/${alias}`, { version, project: "shop" });

test("a version is read by its number and by an alias, with its files", async () => {
  await registerVersion(server, "intent");
  await registerVersion(server, "intent");
  await point("staging", 1);
  expect((await models.readModel("intent", { alias: "staging" })).version).toBe(1);
  const second = await models.readModel("intent", { version: 2 });
  expect(Buffer.from(await second.file("model.json")).toString()).toBe("{}");
  const named = { status: 404, message: expect.stringContaining('No artifact "sub/none.json"') };
  await expect(second.file("sub/none.json")).rejects.toMatchObject(named);
  await expect(models.readModel("intent", { version: 3 })).rejects.toMatchObject({ status: 404 });
});

test("a watch follows its alias until it is stopped", async () => {
  await registerVersion(server, "intent");
  await registerVersion(server, "intent");
  await point("staging", 1);
  const served: number[] = [];
  const watch = await models.watchModel("intent", {
    alias: "staging",
    onChange: (version) => void served.push(version.version),
  });
  expect(served).toEqual([1]);
  await point("staging", 2);
  await expect.poll(() => served, { timeout: 5000 }).toEqual([1, 2]);
  watch.stop();
});

test("a pin loads its version once, and one that is no number is refused with its name", async () => {
  await registerVersion(server, "intent");
  const served: number[] = [];
  const onChange = (version: { version: number }) => void served.push(version.version);
  pins["FETTLE_MODEL_INTENT"] = "1";
  await models.watchModel("intent", { onChange });
  expect(served).toEqual([1]);
  pins["FETTLE_MODEL_INTENT"] = "latest";
  await expect(models.watchModel("intent", { onChange })).rejects.toThrow("FETTLE_MODEL_INTENT");
});

test("a run's files become a version by the client, in the product's project, and are read by any name", async () => {
  const { runId, ...first } = await registerVersion(server, "my intent");
  const run = runId ?? "";
  const made = await models.registerModel("my intent", { runId: run, description: "again" });
  expect(made).toEqual({
    ...first,
    runId,
    version: 2,
    description: "again",
    createdAt: made.createdAt,
    updatedAt: made.createdAt,
  });
  await models.registerModel("my intent", { runId: run, artifactPath: "/" });
  const { file, ...read } = await models.readModel("my intent", { version: 3 });
  expect(read).toEqual({ name: "my intent", version: 3, runId });
  expect(Buffer.from(await file("model/model.json")).toString()).toBe("{}");
});
