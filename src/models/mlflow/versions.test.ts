import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { lineageOf } from "#lineage";
import { type AskRegistry, askRegistry } from "#test/ask-registry";
import { openTestServer, type TestServer } from "#test/open-store";

let server: TestServer;
let ok: AskRegistry["ok"];
let refused: AskRegistry["refused"];
let create: AskRegistry["create"];
let get: AskRegistry["get"];
let addVersion: AskRegistry["addVersion"];
let getVersion: AskRegistry["getVersion"];
let detail: AskRegistry["detail"];
beforeEach(async () => {
  server = await openTestServer({ slices: ["lineage", "artifacts", "runs", "models"] });
  ({ ok, refused, create, get, addVersion, getVersion, detail } = askRegistry(server));
});
afterEach(() => server.close());

describe("versions", () => {
  beforeEach(() => create("intent"));

  test("count from 1 and are read as they were made", async () => {
    const made = await addVersion("intent", {
      run_id: "run_id_1",
      description: "first",
      tags: [{ key: "key", value: "value" }],
    });
    expect(made).toEqual({
      name: "intent",
      version: "1",
      creation_timestamp: expect.any(Number),
      last_updated_timestamp: made.creation_timestamp,
      user_id: expect.any(String),
      current_stage: "None",
      description: "first",
      source: "s3://bucket/model",
      run_id: "run_id_1",
      run_link: "",
      status: "READY",
      tags: [{ key: "key", value: "value" }],
    });
    expect(await getVersion("intent", "1")).toEqual(made);
    expect((await addVersion("intent")).version).toBe("2");
    expect(
      (await get("intent")).latest_versions.map((v: { version: string }) => v.version),
    ).toEqual(["2"]);
    const uri = await ok("GET", "model-versions/get-download-uri", {
      name: "intent",
      version: "1",
    });
    expect(uri).toEqual({ artifact_uri: "s3://bucket/model" });
    expect(await refused("GET", "model-versions/get", { name: "intent", version: "one" })).toEqual([
      400,
      "INVALID_PARAMETER_VALUE",
      "Parameter 'version' must be an integer, got 'one'.",
    ]);
    expect(await refused("GET", "model-versions/get", { name: "intent", version: "9" })).toEqual([
      404,
      "RESOURCE_DOES_NOT_EXIST",
      "Model Version (name=intent, version=9) not found",
    ]);
    expect(
      await refused("POST", "model-versions/create", { name: "other", source: "s3://b/m" }),
    ).toEqual([404, "RESOURCE_DOES_NOT_EXIST", "Registered Model with name=other not found"]);
  });

  test("change their description, tags and stage", async () => {
    for (let i = 0; i < 3; i += 1) await addVersion("intent");
    const stage = (version: string, to: string, archive = false) =>
      ok("POST", "model-versions/transition-stage", {
        name: "intent",
        version,
        stage: to,
        archive_existing_versions: archive,
      });
    expect((await stage("1", "production")).model_version.current_stage).toBe("Production");
    await stage("2", "Production", true);
    expect((await getVersion("intent", "1")).current_stage).toBe("Archived");
    const latest = async (stages: string[]) =>
      (
        await ok("POST", "registered-models/get-latest-versions", { name: "intent", stages })
      ).model_versions.map((v: { current_stage: string; version: string }) => [
        v.current_stage,
        v.version,
      ]);
    expect(await latest([])).toEqual([
      ["None", "3"],
      ["Production", "2"],
      ["Archived", "1"],
    ]);
    expect(await latest(["production"])).toEqual([["Production", "2"]]);
    const bad = { name: "intent", version: "1" };
    for (const values of [
      { ...bad, stage: "Live" },
      { ...bad, stage: "Archived", archive_existing_versions: true },
      { ...bad, version: "9", stage: "Staging" },
    ])
      expect((await refused("POST", "model-versions/transition-stage", values))[0]).toBeOneOf([
        400, 404,
      ]);
    await ok("PATCH", "model-versions/update", { ...bad, description: "old" });
    await ok("POST", "model-versions/set-tag", { ...bad, key: "k", value: "" });
    expect(await getVersion("intent", "1")).toMatchObject({
      description: "old",
      tags: [{ key: "k", value: "" }],
    });
    await ok("DELETE", "model-versions/delete-tag", { ...bad, key: "k" });
    expect(await getVersion("intent", "1")).not.toHaveProperty("tags");
    expect(
      (await detail("intent")).history.map((line) => [line.kind, line.to, line.detail]),
    ).toEqual([
      ["stage", 2, "None to Production"],
      ["stage", 1, "Production to Archived"],
      ["stage", 1, "None to Production"],
    ]);
  });

  test("that are deleted lose their aliases, are not found and give no number back", async () => {
    await addVersion("intent");
    await addVersion("intent");
    await ok("POST", "registered-models/alias", { name: "intent", alias: "beta", version: "2" });
    await ok("DELETE", "model-versions/delete", { name: "intent", version: "2" });
    const gone = [
      404,
      "RESOURCE_DOES_NOT_EXIST",
      "Model Version (name=intent, version=2) not found",
    ];
    const which = { name: "intent", version: "2" };
    expect(await refused("GET", "model-versions/get", which)).toEqual(gone);
    expect(await refused("DELETE", "model-versions/delete", which)).toEqual(gone);
    expect(await refused("PATCH", "model-versions/update", which)).toEqual(gone);
    expect(
      await refused("POST", "model-versions/transition-stage", { ...which, stage: "Staging" }),
    ).toEqual(gone);
    expect(await get("intent")).not.toHaveProperty("aliases");
    expect((await addVersion("intent")).version).toBe("3");
    expect((await detail("intent")).history.map((l) => [l.kind, l.alias, l.from, l.to])).toEqual([
      ["deleted", "", 2, null],
      ["alias", "beta", 2, null],
      ["alias", "beta", null, 2],
    ]);
  });

  test("come from the run that they name, where there is one, and are copied by their model's name", async () => {
    const { run } = await ok("POST", "runs/create", { experiment_id: "0", run_name: "trained" });
    const { run_id: id, artifact_uri: root } = run.info;
    const one = await addVersion("intent", { source: `runs:/${id}/model`, run_id: id });
    expect(one).toMatchObject({ source: `runs:/${id}/model`, run_id: id });
    const two = await addVersion("intent", { source: "models:/intent/1" });
    expect(two).toMatchObject({ source: "models:/intent/1", run_id: id });
    const uri = async (version: string) =>
      (await ok("GET", "model-versions/get-download-uri", { name: "intent", version }))
        .artifact_uri;
    expect([await uri("1"), await uri("2")]).toEqual([`runs:/${id}/model`, `${root}/model`]);
    const { edges } = await lineageOf(server.context.database, { kind: "run", id }, 2);
    expect(edges.map(({ from, to, relation }) => [from.id, relation, to.id])).toEqual(
      expect.arrayContaining([
        [id, "produced", "intent@1"],
        ["intent@1", "copied", "intent@2"],
      ]),
    );
    expect(
      await refused("POST", "model-versions/create", { name: "intent", source: "models:/none/1" }),
    ).toEqual([
      400,
      "INVALID_PARAMETER_VALUE",
      expect.stringContaining("there is no such version"),
    ]);
  });

  test("hold the files that they were registered from, until they are deleted", async () => {
    const { run } = await ok("POST", "runs/create", { experiment_id: "0" });
    const root = run.info.artifact_uri.replace("mlflow-artifacts:/", "");
    const put = (path: string, body: string) =>
      fetch(`${server.url}/api/2.0/mlflow-artifacts/artifacts/${root}/${path}`, {
        method: "PUT",
        headers: { authorization: `Bearer ${server.token}` },
        body,
      });
    expect((await put("model/MLmodel", "one")).status).toBe(200);
    expect((await put("model/MLmodel", "two")).status).toBe(200);
    await addVersion("intent", {
      source: `runs:/${run.info.run_id}/model`,
      run_id: run.info.run_id,
    });
    const held = await put("model/MLmodel", "three");
    expect([held.status, await held.text()]).toEqual([409, expect.stringContaining("intent@1")]);
    expect((await put("other/MLmodel", "one")).status).toBe(200);
    expect((await put("other/MLmodel", "two")).status).toBe(200);
    await ok("DELETE", "model-versions/delete", { name: "intent", version: "1" });
    expect((await put("model/MLmodel", "three")).status).toBe(200);
  });

  test.each([
    [{ source: "/tmp" }, "To use a local path as a model version"],
    [{ source: "file:///tmp" }, "To use a local path as a model version"],
    [{ source: "/tmp", run_id: "RUN" }, "To use a local path as a model version"],
    [{ source: "model", run_id: "RUN" }, "To use a local path as a model version"],
    [
      { source: "file:///path/to/model", model_id: "m-1" },
      "To use a local path as a model version",
    ],
    [{ source: "http://host:9000/models/../../../" }, "If supplying a source as an http, https,"],
    [{ source: "mlflow-artifacts:/a/..%2f..%2fb" }, "If supplying a source as an http, https,"],
    [{ source: "file://123.456.789.123/path", run_id: "RUN" }, "is not a valid remote uri"],
    [{ source: "models:/m-0123456789abcdef" }, "the same model_id"],
    [{ source: "models:/m-01", model_id: "m-02" }, "the same model_id"],
    [{ source: "" }, "Missing value for required parameter 'source'"],
    [
      { source: "/etc/passwd", tags: [{ key: "mlflow.prompt.is_prompt", value: "true" }] },
      "Prompt sources must use an MLflow placeholder",
    ],
    [
      { source: "file:///etc/passwd", tags: [{ key: "mlflow.prompt.is_prompt", value: "false" }] },
      "To use a local path as a model version",
    ],
  ])("of %j are refused", async (values, words) => {
    const { run } = await ok("POST", "runs/create", { experiment_id: "0" });
    const sent = JSON.parse(JSON.stringify(values).replace("RUN", run.info.run_id));
    const [status, code, message] = await refused("POST", "model-versions/create", {
      name: "intent",
      ...sent,
    });
    expect([status, code]).toEqual([400, "INVALID_PARAMETER_VALUE"]);
    expect(message).toContain(words);
  });
});
