import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { askRegistry } from "#test/ask-registry";
import { openTestServer, type TestServer } from "#test/open-store";
import { isReady, runScript } from "./python.ts";

const READY = isReady("records that lead elsewhere, by MLflow's client");

describe.skipIf(!READY)("a record that leads elsewhere, and the unmodified MLflow client", () => {
  let server: TestServer;
  /** Answers whatever it is asked, and keeps what it was told: a token, a file. */
  let stranger: Server;
  const told: string[] = [];
  let ids: { experiment: string; run: string; model: string };
  // biome-ignore lint/suspicious/noExplicitAny: what the script prints
  let seen: any;

  beforeAll(async () => {
    stranger = createServer((request, response) => {
      told.push(`${request.method} ${request.url} ${request.headers.authorization}`);
      request.resume();
      response.end("{}");
    });
    await new Promise<void>((done) => stranger.listen(0, "127.0.0.1", done));
    const host = `127.0.0.1:${(stranger.address() as AddressInfo).port}`;
    server = await openTestServer({ slices: ["lineage", "artifacts", "runs", "models"] });
    const { ok, create, addVersion } = askRegistry(server);
    const { experiment_id: experiment } = await ok("POST", "experiments/create", { name: "old" });
    const made = await ok("POST", "runs/create", { experiment_id: experiment });
    const logged = await ok("POST", "logged-models", { experiment_id: experiment });
    ids = { experiment, run: made.run.info.run_id, model: logged.model.info.model_id };
    await ok("PATCH", `logged-models/${ids.model}`, {
      model_id: ids.model,
      status: "LOGGED_MODEL_READY",
    });
    await create("old");
    await addVersion("old");
    // As an earlier release took them.
    const root = `http://user:pw@${host}/api/2.0/mlflow-artifacts/artifacts`;
    await server.context.database.write(async (tx) => {
      await tx.run(
        "UPDATE runs_experiment SET artifact_location = ? WHERE id = ?",
        `${root}/e`,
        Number(experiment),
      );
      await tx.run("UPDATE runs_run SET artifact_root = ?", `${root}/e/r/artifacts`);
      await tx.run("UPDATE runs_model SET artifact_root = ?", `${root}/e/models/m/artifacts`);
      await tx.run("UPDATE models_versions SET source = ?, location = ''", `${root}/m`);
    });
    const args = [JSON.stringify({ host, ...ids })];
    seen = await runScript("meet-elsewhere.py", args, { folder: server.folder, server });
  });
  afterAll(async () => {
    await server.close();
    await new Promise((done) => stranger.close(done));
  });

  test("is not made: each of eleven places is refused, and no password comes back", () => {
    for (const refused of [...seen.locations, ...seen.sources]) {
      expect(refused).toEqual(["INVALID_PARAMETER_VALUE", expect.any(String)]);
      expect(refused[1]).toMatch(/cannot use the '[a-z0-9-]+' scheme|has a name and a password/);
      expect(refused[1]).not.toContain("pw@");
    }
    expect([seen.locations.length, seen.sources.length]).toEqual([11, 11]);
  });

  test("that is there from an earlier release takes and gives files in this server's own place", () => {
    const own = `mlflow-artifacts:/${ids.experiment}`;
    expect(seen).toMatchObject({
      run: `${own}/${ids.run}/artifacts`,
      logged: null,
      read: "hello",
      experiment: own,
      fresh: [expect.stringMatching(`^${own}/`), "fresh"],
      model: `${own}/models/${ids.model}/artifacts`,
    });
  });

  test("is no version that can be loaded or copied", () => {
    expect(seen.version).toEqual([
      "RESOURCE_DOES_NOT_EXIST",
      expect.stringContaining("old@1 are not kept here"),
    ]);
    // The client tells a refusal of the server in words of its own.
    expect(seen.copy[1]).toContain("INVALID_PARAMETER_VALUE: Invalid model version source");
  });

  test("is shown to people alone, without its password, and can still be searched for", async () => {
    // Its client is told the version itself, since people load models from what they are told.
    expect(seen.shown).toEqual(["models:/old/1", "models:/old/1"]);
    expect(seen.loaded).toEqual(
      Array(5).fill([expect.any(String), expect.not.stringContaining("pw@")]),
    );
    expect(seen.searched).toEqual([
      [ids.run],
      `mlflow-artifacts:/${ids.experiment}/${ids.run}/artifacts`,
    ]);
    const run = await server.client.get<object>(`/api/fettle/1/runs/${ids.run}`);
    const model = await server.client.get<object>("/api/fettle/1/models/old");
    for (const told of [run, model]) {
      expect(JSON.stringify(told)).toContain("//***@");
      expect(JSON.stringify(told)).not.toContain("pw@");
    }
    // Fettle's own way to a version of a run's files goes to this server's place as well.
    await server.client.post(`/api/fettle/1/runs/${ids.run}/end`, {
      status: "FINISHED",
      endedAt: Date.now(),
    });
    const body = { requestId: "r".repeat(32), project: "p", runId: ids.run, artifactPath: "a.txt" };
    expect(await server.client.post("/api/fettle/1/models/mine/versions", body)).toMatchObject({
      source: `mlflow-artifacts:/${ids.experiment}/${ids.run}/artifacts/a.txt`,
    });
  });

  test("brings nobody to the stranger: no request, no token", () => {
    expect(told).toEqual([]);
  });
});
