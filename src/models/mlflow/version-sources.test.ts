import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type AskRegistry, askRegistry } from "#test/ask-registry";
import { openTestServer, type TestServer } from "#test/open-store";

/**
 * Whose files a version may be. The shapes and their outcomes are those of MLflow 3.17.2's server (its
 * `_validate_source_run`, `_validate_source_model`, `_resolve_registered_model_source_lineage`, `_validate_prompt_source` and
 * `_validate_artifact_uri_scheme`), which test/interop/mlflow/elsewhere.interop.test.ts asks itself.
 */
const PROXY = "/api/2.0/mlflow-artifacts/artifacts";
const PROMPT = { tags: [{ key: "mlflow.prompt.is_prompt", value: "true" }] };
const slices = ["lineage", "artifacts", "runs", "models"];
let server: TestServer;
let ask: AskRegistry;
/** What stands in capitals in the tables. */
const names: Record<string, string> = {};
const fill = (values: object): Record<string, unknown> =>
  JSON.parse(
    JSON.stringify(values).replace(/\b(RUN|OTHER|MODEL|LONE|FOREIGN)\b/g, (n) => names[n] ?? n),
  );

beforeAll(async () => {
  server = await openTestServer({ slices });
  ask = askRegistry(server);
  const run = async () =>
    (await ask.ok("POST", "runs/create", { experiment_id: "0" })).run.info.run_id as string;
  const model = async (more: object) =>
    (await ask.ok("POST", "logged-models", { experiment_id: "0", ...more })).model.info
      .model_id as string;
  names["RUN"] = await run();
  names["OTHER"] = await run();
  names["MODEL"] = await model({ source_run_id: names["RUN"] });
  names["FOREIGN"] = await model({ source_run_id: names["OTHER"] });
  names["LONE"] = await model({});
  await ask.create("prompt", PROMPT);
  await ask.addVersion("prompt", { source: "dummy-source", ...PROMPT });
  await ask.create("base");
  await ask.addVersion("base", fill({ source: "runs:/RUN/model", run_id: "RUN" }));
  await ask.addVersion("base", fill({ source: "models:/MODEL", model_id: "MODEL" }));
  await ask.ok("POST", "registered-models/alias", { name: "base", alias: "best", version: "2" });
  await ask.create("intent");
});
afterAll(() => server.close());

const made = async (values: object) =>
  (await ask.ok("POST", "model-versions/create", { name: "intent", ...fill(values) }))
    .model_version;

test.each([
  [{ source: "runs:/RUN/model", run_id: "RUN" }, { run_id: "RUN" }],
  [{ source: "runs:/not_here/model", run_id: "not_here" }, { run_id: "not_here" }],
  [{ source: "mlflow-artifacts:/0/RUN/artifacts", run_id: "RUN" }, { run_id: "RUN" }],
  [{ source: "mlflow-artifacts:/0/RUN/artifacts/a//b/", run_id: "RUN" }, { run_id: "RUN" }],
  [
    { source: "mlflow-artifacts:/0/models/MODEL/artifacts", model_id: "MODEL" },
    { run_id: "RUN", model_id: "MODEL" },
  ],
  [
    { source: "mlflow-artifacts:/0/models/MODEL/artifacts/x", model_id: "MODEL", run_id: "RUN" },
    { run_id: "RUN", model_id: "MODEL" },
  ],
  [
    { source: "models:/MODEL", model_id: "MODEL" },
    { run_id: "RUN", model_id: "MODEL" },
  ],
  [
    { source: "models:/LONE", model_id: "LONE", run_id: "RUN" },
    { run_id: "RUN", model_id: "LONE" },
  ],
  [{ source: "models:/base/1" }, { run_id: "RUN" }],
  [
    { source: "models:/base/1", run_id: "RUN" },
    { run_id: "RUN", source: "models:/base/1" },
  ],
  [{ source: "models:/base@best" }, { model_id: "MODEL", run_id: "RUN", source: "models:/base/2" }],
  [{ source: "models:/base/latest" }, { model_id: "MODEL", source: "models:/base/2" }],
  [{ source: "s3://bucket/model" }, { source: "s3://bucket/model", run_id: "" }],
  [{ source: "gs://bucket/model", run_id: "RUN" }, { run_id: "RUN" }],
  [{ source: "dummy-source", ...PROMPT }, { source: "dummy-source" }],
  [{ source: "prompt-template", ...PROMPT }, { source: "prompt-template" }],
])("%j becomes a version", async (values, kept) => {
  expect(await made(values)).toMatchObject(fill({ source: values.source, ...kept }));
});

const NOT_RUN = "The run_id request parameter must identify the resource";
const NOT_MODEL = "The model_id request parameter must identify the resource";
const NO_MATCH = "must match the referenced model version";
const NO_PLACEHOLDER = "Prompt sources must use an MLflow placeholder";

describe("refused is", () => {
  test.each([
    // Files of one run with the name of another, or of none.
    [{ source: "runs:/RUN/model", run_id: "OTHER" }, NOT_RUN],
    [{ source: "runs:/RUN/model" }, NOT_RUN],
    [{ source: "runs:/RUN/model", run_id: "RUN", model_id: "MODEL" }, NOT_MODEL],
    [{ source: "runs:/RUN/model", model_id: "MODEL" }, NOT_MODEL],
    [{ source: "mlflow-artifacts:/0/RUN/artifacts/model", run_id: "OTHER" }, NOT_RUN],
    [{ source: "mlflow-artifacts:/0/RUN/artifacts/model" }, NOT_RUN],
    [{ source: "mlflow-artifacts:/0/RUN/artifacts-more", run_id: "RUN" }, NOT_RUN],
    [{ source: "mlflow-artifacts:/0/RUN", run_id: "RUN" }, NOT_RUN],
    [{ source: "mlflow-artifacts:/models", run_id: "RUN" }, NOT_RUN],
    [{ source: "mlflow-artifacts:/", run_id: "RUN" }, NOT_RUN],
    [{ source: "mlflow-artifacts:/0/RUN/artifacts", run_id: "none" }, NOT_RUN],
    [{ source: "mlflow-artifacts:/0/RUN/artifacts/model", model_id: "MODEL" }, NOT_MODEL],
    [{ source: "mlflow-artifacts:/0/models/MODEL/artifacts", model_id: "LONE" }, NOT_MODEL],
    [{ source: "mlflow-artifacts:/0/models/MODEL/artifacts", run_id: "RUN" }, NOT_RUN],
    [{ source: "mlflow-artifacts:/0/models/MODEL/artifacts", model_id: "m-none" }, NOT_MODEL],
    // Files of a logged model of one run, metrics of another.
    [{ source: "models:/FOREIGN", model_id: "FOREIGN", run_id: "RUN" }, NOT_RUN],
    [
      {
        source: "mlflow-artifacts:/0/models/FOREIGN/artifacts",
        model_id: "FOREIGN",
        run_id: "RUN",
      },
      NOT_RUN,
    ],
    [{ source: "models:/MODEL" }, "the same model_id"],
    [{ source: "models:/MODEL", run_id: "RUN" }, "the same model_id"],
    [{ source: "models:/MODEL", model_id: "LONE" }, "the same model_id"],
    // A copy that says it comes from elsewhere than what it is a copy of.
    [{ source: "models:/base/1", run_id: "OTHER" }, NO_MATCH],
    [{ source: "models:/base/1", model_id: "MODEL" }, NO_MATCH],
    [{ source: "models:/base@best", model_id: "LONE" }, NO_MATCH],
    [{ source: "models:/base@best", run_id: "OTHER" }, NO_MATCH],
    [{ source: "models:/prompt/1" }, "Prompt versions cannot be used"],
    [{ source: "models:/none/1" }, "there is no such version"],
    [{ source: "models:/base/9" }, "there is no such version"],
    [{ source: "models:/base" }, "there is no such version"],
    // A prompt has no files, and a tag that is not `true` makes none.
    [{ source: "s3://bucket/model", ...PROMPT }, NO_PLACEHOLDER],
    [{ source: "mlflow-artifacts:/0/RUN/artifacts", run_id: "RUN", ...PROMPT }, NO_PLACEHOLDER],
    [{ source: "http://evil.example/a", ...PROMPT }, NO_PLACEHOLDER],
    [
      { source: "dummy-source", tags: [{ key: "mlflow.prompt.is_prompt", value: "false" }] },
      "To use a local path",
    ],
    [
      {
        source: "dummy-source",
        tags: [...PROMPT.tags, { key: "mlflow.prompt.is_prompt", value: "no" }],
      },
      "To use a local path",
    ],
    [{ source: "dummy-source" }, "To use a local path"],
  ])("%j", async (values, words) => {
    const sent = { name: "intent", ...fill(values) };
    const [status, code, message] = await ask.refused("POST", "model-versions/create", sent);
    expect([status, code, message]).toEqual([
      400,
      "INVALID_PARAMETER_VALUE",
      expect.stringContaining(words),
    ]);
  });

  const HOSTS = ["evil.example", "user:pw@evil.example", "127.0.0.1:5000", ""];
  const SCHEMES = ["http", "HTTPS", "ftp", "sftp", "hdfs", "viewfs", "r2", "b2", "abfss"];
  test.each([
    ...SCHEMES.flatMap((scheme) => HOSTS.map((host) => `${scheme}://${host}/model`)),
    ...HOSTS.filter(Boolean).flatMap((host) => [
      `http://${host}${PROXY}/0/RUN/artifacts`,
      `mlflow-artifacts://${host}/0/RUN/artifacts`,
      `runs://${host}/RUN/model`,
      `models://${host}/base/1`,
    ]),
    "s3://user:pw@bucket/model",
  ])("%s, with a run or without, and no password is told back", async (source) => {
    for (const more of [{}, { run_id: "RUN" }, { model_id: "MODEL" }, PROMPT]) {
      const sent = { name: "intent", ...fill({ source, ...more }) };
      const [status, code, message] = await ask.refused("POST", "model-versions/create", sent);
      expect([status, code]).toEqual([400, "INVALID_PARAMETER_VALUE"]);
      expect(message).toMatch(
        more === PROMPT ? NO_PLACEHOLDER : /cannot use the '[a-z0-9-]+' scheme|name and a password/,
      );
      expect(message).not.toContain("pw");
    }
  });
});

describe("what an earlier release took", () => {
  let old: TestServer;
  let oldAsk: AskRegistry;
  beforeEach(async () => {
    old = await openTestServer({ slices });
    oldAsk = askRegistry(old);
    await oldAsk.create("intent");
    await oldAsk.addVersion("intent");
    return () => old.close();
  });

  test("is not handed out as an address, and its password is not told", async () => {
    const which = { name: "intent", version: "1" };
    for (const source of ["http://user:pw@evil.example/m", "hdfs://evil/m", "ftp://evil/m", ""]) {
      await old.context.database.write((tx) =>
        tx.run("UPDATE models_versions SET source = ?, location = ''", source),
      );
      const [status, code, message] = await oldAsk.refused(
        "GET",
        "model-versions/get-download-uri",
        which,
      );
      expect([status, code]).toEqual([404, "RESOURCE_DOES_NOT_EXIST"]);
      expect(message).not.toContain("pw");
    }
  });

  test("does not become an address by a copy", async () => {
    await old.context.database.write((tx) =>
      tx.run("UPDATE models_versions SET source = 'http://evil.example/m', location = ''"),
    );
    const refused = await oldAsk.refused("POST", "model-versions/create", {
      name: "intent",
      source: "models:/intent/1",
    });
    expect(refused).toEqual([400, "INVALID_PARAMETER_VALUE", expect.stringContaining("'http'")]);
  });
});
