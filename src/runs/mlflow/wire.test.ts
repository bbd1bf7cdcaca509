import { afterEach, beforeEach, expect, test } from "vitest";
import { askAt } from "#test/listening";
import { type MlflowWire, openMlflow } from "#test/mlflow-wire";

let wire: MlflowWire;
let run: string;
beforeEach(async () => {
  wire = await openMlflow();
  run = await wire.run();
});
afterEach(() => wire.close());

const tagged = async (key: string) => {
  const { data } = (await wire.get(`runs/get?run_id=${run}`)).body.run;
  return data.tags.find((tag: { key: string }) => tag.key === key)?.value;
};

test("both prefixes serve every operation, with slashes doubled too", async () => {
  for (const path of [
    `/api/2.0/mlflow/runs/get?run_id=${run}`,
    `/ajax-api/2.0/mlflow/runs/get?run_id=${run}`,
    `//api/2.0/mlflow//runs/get?run_id=${run}`,
  ])
    expect((await wire.get(path)).body.run.info.run_id).toBe(run);
});

test("a query names fields as a body does: run_uuid, repeated keys, + for a space, numbers of enums", async () => {
  await wire.done("experiments/create", { name: "a b" });
  expect((await wire.get(`runs/get?run_uuid=${run}&run_id=${run}&unheard=of`)).status).toBe(200);
  expect((await wire.get("experiments/get-by-name?experiment_name=a+b")).status).toBe(200);
  const search = "experiments/search?max_results=10&view_type=1";
  expect(
    (await wire.get(`${search}&order_by=name&order_by=experiment_id`)).body.experiments.length,
  ).toBe(2);
  expect((await wire.get("runs/get")).body.message).toMatch(
    /^Missing value for required parameter 'run_id'/,
  );
  expect((await wire.get("runs/get?run_id=")).body.message).toMatch(/^Missing value/);
});

const sent = (content: unknown) => wire.post("runs/set-tag", content);

/** As `requests.get(url, json=...)` sends it. */
function getWith(path: string, body: string): Promise<{ status: number; body: string }> {
  const url = new URL(`${wire.server.url}/api/2.0/mlflow/${path}`);
  const headers = {
    authorization: `Bearer ${wire.server.token}`,
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(body)),
  };
  return askAt({ host: url.hostname, port: url.port }, url.pathname + url.search, {
    headers,
    body,
  });
}

test("a GET without a query is asked by its body, as MLflow's server takes it", async () => {
  const asked = await getWith("runs/get", JSON.stringify({ run_id: run }));
  expect(JSON.parse(asked.body).run.info.run_id).toBe(run);
  const other = await getWith(`runs/get?run_id=${run}`, JSON.stringify({ run_id: "another" }));
  expect(JSON.parse(other.body).run.info.run_id).toBe(run);
  expect((await getWith("runs/get", "{")).status).toBe(400);
  expect((await getWith("experiments/search?max_results=5", "")).status).toBe(200);
});

test("a field may be named in lowerCamelCase, as protobuf's JSON writes it", async () => {
  expect((await sent({ runId: run, key: "camel", value: "1" })).status).toBe(200);
  expect(await tagged("camel")).toBe("1");
  const created = await wire.done("runs/create", {
    experimentId: "0",
    runName: "camel",
    startTime: 5,
  });
  expect(created.run.info).toMatchObject({ run_name: "camel", start_time: 5 });
  const metrics = [{ key: "a", value: 1, timestamp: 1, step: 2 }];
  await wire.done("runs/log-batch", { runId: run, metrics });
  const { body } = await wire.get(`metrics/get-history?run_id=${run}&metricKey=a`);
  expect(body.metrics).toHaveLength(1);
});

test("a body may be JSON within a JSON string, and one that is there twice counts once", async () => {
  const body = { run_id: run, key: "a", value: "1" };
  expect((await sent(JSON.stringify(JSON.stringify(body)))).status).toBe(200);
  await sent(`{"run_id": "${run}", "key": "b", "value": "1", "value": "2", "unknown": {"x": [1]}}`);
  expect([await tagged("a"), await tagged("b")]).toEqual(["1", "2"]);
});

for (const [what, body] of [
  ["nothing", ""],
  ["half of JSON", '{"run_id": '],
  ["a list", "[]"],
  ["a number", "7"],
  ["null", "null"],
  ["text", '"x"'],
  ["text within text within text", JSON.stringify(JSON.stringify(JSON.stringify({})))],
  ["NaN without quotes", '{"key": NaN}'],
  ["a NUL byte", "\0"],
  ["too many brackets", `${"[".repeat(100_000)}`],
] as const)
  test(`a body that is ${what} is refused in MLflow's form`, async () => {
    const refused = await sent(body);
    expect([refused.status, refused.body.error_code]).toEqual([400, "INVALID_PARAMETER_VALUE"]);
    expect(typeof refused.body.message).toBe("string");
  });

test("a body of ten megabytes is read, and of more refused", async () => {
  const value = "x".repeat(9_000_000);
  expect((await sent({ run_id: run, key: "long", value })).status).toBe(200);
  expect((await tagged("long")).length).toBe(8000);
  const refused = await sent({ run_id: run, key: "long", value: "x".repeat(11_000_000) });
  expect([refused.status, refused.body.error_code]).toEqual([413, "INVALID_PARAMETER_VALUE"]);
});

test("POST and PUT need JSON's content type, in any spelling; PATCH and DELETE do not", async () => {
  const body = JSON.stringify({ run_id: run, key: "a", value: "1" });
  const status = async (type: string) =>
    (await wire.send("POST", "runs/set-tag", body, { "content-type": type })).status;
  for (const good of ["application/json", "application/json; charset=utf-8", "Application/JSON"])
    expect([good, await status(good)]).toEqual([good, 200]);
  for (const bad of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
    expect([bad, await status(bad)]).toEqual([bad, 400]);
  const { model } = await wire.done("logged-models", { experiment_id: "0" });
  const patch = await wire.send(
    "PATCH",
    `logged-models/${model.info.model_id}/tags`,
    '{"tags": [{"key": "a", "value": "b"}]}',
    { "content-type": "text/plain" },
  );
  expect(patch.status).toBe(200);
});

for (const [body, message] of [
  [
    { key: "a" },
    "Missing value for required parameter 'run_id'. See the API docs for more information about request parameters.",
  ],
  [
    { run_id: 31, key: "a" },
    "Invalid value 31 for parameter 'run_id' supplied:  Hint: Value was of type 'int'. See the API docs for more information about request parameters.",
  ],
  [
    '{"run_id": 9.0, "key": "a"}',
    "Invalid value 9.0 for parameter 'run_id' supplied:  Hint: Value was of type 'float'.",
  ],
  [
    '{"run_id": 1e3, "key": "a"}',
    "Invalid value 1e3 for parameter 'run_id' supplied:  Hint: Value was of type 'float'.",
  ],
  [
    { run_id: true, key: "a" },
    "Invalid value true for parameter 'run_id' supplied:  Hint: Value was of type 'bool'.",
  ],
  [
    { run_id: { b: 1, a: [{ d: 1, c: 2 }] } },
    `Invalid value {"a":[{"c":2,"d":1}],"b":1} for parameter 'run_id' supplied:  Hint: Value was of type 'dict'.`,
  ],
  [
    { run_id: ["x"] },
    `Invalid value ["x"] for parameter 'run_id' supplied:  Hint: Value was of type 'list'.`,
  ],
  [{ run_id: "RUN", key: "" }, "Missing value for required parameter 'key'."],
  [{ run_id: "RUN", key: "k", value: 41 }, "Invalid value 41 for parameter 'value' supplied"],
  [
    { run_id: "RUN", key: "a\\b" },
    `Invalid value "a\\\\b" for parameter 'key' supplied: Names may only contain`,
  ],
] as const)
  test(`says ${JSON.stringify(message).slice(0, 70)}`, async () => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const refused = await sent(text.replace("RUN", run));
    expect([refused.status, refused.body.error_code]).toEqual([400, "INVALID_PARAMETER_VALUE"]);
    expect(refused.body.message.slice(0, message.length)).toBe(message);
  });

test("a place within a list is named, whatever stands there", async () => {
  const log = async (text: string) =>
    (await wire.post("runs/log-batch", `{"run_id": "${run}", ${text}}`)).body.message;
  expect(await log('"metrics": [{"key": "a", "value": 1}]')).toMatch(
    /^Missing .*'metrics\[0\].timestamp'/,
  );
  expect(await log('"params": [{"key": "a"}, {"key": 2.0}]')).toMatch(
    /^Invalid value 2\.0 for parameter 'params\[1\]\.key'/,
  );
  expect(await log('"tags": "foo"')).toMatch(/^Invalid value "foo" for parameter 'tags' supplied/);
  expect(await log('"metrics": [{"key": "/a", "value": 1, "timestamp": 1}]')).toMatch(
    /^Invalid value "\/a" for parameter 'metrics\[0\]\.name' supplied/,
  );
});

test("what is not there is a 404 in JSON that the client falls back on", async () => {
  for (const [method, path] of [
    ["POST", "/api/3.0/mlflow/traces"],
    ["GET", "/api/3.0/mlflow/workspaces"],
    ["POST", "/api/2.0/mlflow/traces/link-to-run"],
    ["POST", "/api/3.0/mlflow/scorers/online-configs"],
    ["PATCH", "/api/2.0/mlflow/runs/create"],
    ["GET", "/ajax-api/2.0/mlflow/gateway-proxy"],
  ] as const) {
    const { status, body } = await wire.send(method, path, method === "GET" ? undefined : {});
    expect([path, status, body.error_code]).toEqual([path, 404, "ENDPOINT_NOT_FOUND"]);
  }
});

test("spans are told off in the words after which the client stops, whatever they are", async () => {
  const refused = await fetch(`${wire.server.url}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/x-protobuf", "x-mlflow-experiment-id": "0" },
    body: new Uint8Array([10, 255, 0, 1]),
  });
  expect(refused.status).toBe(501);
  expect(refused.headers.get("content-type")).toMatch(/^application\/json/);
  expect(((await refused.json()) as { message: string }).message).toContain(
    "REST OTLP span logging is not supported",
  );
});

test("telemetry of the pages is answered and not kept", async () => {
  const path = "/ajax-api/3.0/mlflow/ui-telemetry";
  expect(await wire.get(path)).toEqual({ status: 200, body: {} });
  expect(await wire.send("POST", path, { records: [] })).toEqual({ status: 200, body: {} });
});

test("a workspace is refused with a status that the client does not try again", async () => {
  for (const method of ["GET", "POST"] as const) {
    const body = method === "GET" ? undefined : {};
    const refused = await wire.send(method, "experiments/search?max_results=1", body, {
      "x-mlflow-workspace": "team",
    });
    expect([refused.status, refused.body.message]).toEqual([
      400,
      expect.stringContaining("workspaces"),
    ]);
  }
  expect((await wire.get("/api/3.0/mlflow/server-info")).body).toMatchObject({
    store_type: "SqlStore",
    workspaces_enabled: false,
  });
});
