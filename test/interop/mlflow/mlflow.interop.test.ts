import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestServer, type TestServer } from "#test/open-store";
import { isReady, runScript } from "./python.ts";

const READY = isReady("the MLflow client");

describe.skipIf(!READY)("the unmodified MLflow client", () => {
  let server: TestServer;
  // biome-ignore lint/suspicious/noExplicitAny: what the script prints
  let seen: any;

  beforeAll(async () => {
    server = await openTestServer({ slices: ["lineage", "artifacts", "runs"] });
    seen = await runScript("log-run.py", [], { folder: server.folder, server });
  });
  afterAll(() => server.close());

  test("reads back its run, parameters, metrics and tags", () => {
    expect(seen).toMatchObject({
      childParent: true,
      name: "renamed",
      status: "FINISHED",
      ended: true,
      artifactUri: `mlflow-artifacts:/1/${seen.runId}/artifacts`,
      params: { model: "bayes", alpha: "0.5", empty: "" },
      metrics: {
        loss: "0.1",
        strange: "nan",
        endless: "1.7976931348623157e+308",
        accuracy: "0.75",
        "val/f1 score": "0.5",
      },
      tags: {
        stage: "trial",
        umlaut: "grün 🌱",
        "mlflow.runName": "renamed",
        "fettle.project": "shop",
      },
      goneTag: false,
      history: [
        [0, 1],
        [1, 0.5],
        [2, 1 / 3],
        [3, 0.25],
        [4, 0.2],
        [9, 0.1],
      ],
    });
  });

  test("lists and downloads its artifacts", () => {
    expect(seen.files).toEqual({
      None: [
        ["a.json", false, 12],
        ["deep", true, null],
        ["notes file.txt", false, 7],
        ["texts", true, null],
      ],
      deep: [["deep/er", true, null]],
      "deep/er": [["deep/er/notes file.txt", false, 7]],
      texts: [
        ["texts/empty.txt", false, 0],
        ["texts/hello.txt", false, 5],
      ],
    });
    expect(seen.contents).toMatchObject({
      "notes file.txt": "a note\n",
      "deep/er/notes file.txt": "a note\n",
      "texts/hello.txt": "hello",
      "texts/empty.txt": "",
    });
  });

  test("searches by metric, parameter, tag and status, in an order and by pages", () => {
    expect(seen.experiments).toEqual(["Default", "interop"]);
    expect(seen.table).toBe(3);
    expect(seen.searches).toMatchObject({
      metric: ["renamed"],
      param: ["renamed"],
      failed: ["second"],
      ordered: ["renamed"],
      pages: true,
    });
  });

  test("hears MLflow's own words where something is refused", () => {
    expect(seen.errors).toEqual({
      param: [
        "INVALID_PARAMETER_VALUE",
        expect.stringContaining("Changing param values is not allowed"),
      ],
      run: ["RESOURCE_DOES_NOT_EXIST", expect.stringContaining("not found")],
      tag: ["RESOURCE_DOES_NOT_EXIST", expect.stringContaining("No tag with name: none")],
      filter: ["INVALID_PARAMETER_VALUE", expect.stringContaining("Invalid filter")],
      experiment: ["RESOURCE_ALREADY_EXISTS", expect.stringContaining("already exists")],
    });
  });

  test("leaves runs that Fettle's own list shows, and no error in the log", async () => {
    const list = await server.client.get<{ total: number; runs: { name: string }[] }>(
      "/api/fettle/1/runs",
      { project: "shop" },
    );
    expect(list).toMatchObject({ total: 1, runs: [{ name: "renamed", project: "shop" }] });
    expect(server.logLines).toEqual([]);
  });
});
