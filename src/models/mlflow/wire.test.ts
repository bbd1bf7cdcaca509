import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { type AskRegistry, askRegistry } from "#test/ask-registry";
import { openTestServer, type TestServer } from "#test/open-store";

let server: TestServer;
let registry: AskRegistry;
let now = 1000;
beforeAll(async () => {
  server = await openTestServer({
    slices: ["lineage", "artifacts", "runs", "models"],
    clock: { ...systemClock, now: () => now },
  });
  registry = askRegistry(server);
});
afterAll(() => server.close());

test("a model is told whole: its tags and aliases by name, its latest version of each stage newest first", async () => {
  const { ok, create, addVersion, get } = registry;
  const name = "all of it";
  const tag = (key: string) => ({ key, value: `${key}!` });
  const { registered_model: made } = await create(name, {
    description: "d",
    tags: [tag("c"), tag("a"), tag("b"), { key: "fettle.project", value: "shop" }],
  });
  expect(made.tags.map(({ key }: { key: string }) => key)).toEqual([
    "a",
    "b",
    "c",
    "fettle.project",
  ]);
  for (const more of [
    { tags: [tag("z"), tag("x"), tag("y")] },
    {},
    { model_id: "m-1", run_link: "http://l" },
  ]) {
    now += 1000;
    await addVersion(name, more);
  }
  for (const [alias, version] of [
    ["q", "3"],
    ["p", "3"],
    ["o", "1"],
  ])
    await ok("POST", "registered-models/alias", { name, alias, version });
  now += 1000;
  const stage = { name, version: "1", stage: "Archived" };
  await ok("POST", "model-versions/transition-stage", stage);
  const version = {
    name,
    status: "READY",
    user_id: expect.any(String),
    description: "",
    source: "s3://bucket/model",
    run_id: "",
    run_link: "",
    model_id: undefined,
  };
  const third = {
    ...version,
    version: "3",
    creation_timestamp: 4000,
    last_updated_timestamp: 4000,
    current_stage: "None",
    run_link: "http://l",
    model_id: "m-1",
    aliases: ["p", "q"],
  };
  const first = {
    ...version,
    version: "1",
    creation_timestamp: 2000,
    last_updated_timestamp: 5000,
    current_stage: "Archived",
    tags: [tag("x"), tag("y"), tag("z")],
    aliases: ["o"],
  };
  expect(await get(name)).toEqual({
    name,
    description: "d",
    creation_timestamp: 1000,
    last_updated_timestamp: 5000,
    tags: made.tags,
    aliases: [
      { alias: "o", version: "1" },
      { alias: "p", version: "3" },
      { alias: "q", version: "3" },
    ],
    latest_versions: [third, first],
  });
  expect((await registry.detail(name)).project).toBe("shop");
  const latest = (stages: object) =>
    ok("GET", "registered-models/get-latest-versions", { name, ...stages });
  expect(await latest({})).toEqual({ model_versions: [third, first] });
  expect(await latest({ stages: ["archived", "Staging"] })).toEqual({ model_versions: [first] });
  expect(await latest({ stages: "Staging" })).toEqual({});
  expect(
    await registry.refused("GET", "registered-models/get-latest-versions", { name, stages: "x" }),
  ).toEqual([
    400,
    "INVALID_PARAMETER_VALUE",
    "Invalid Model Version stage: x. Value must be one of None, Staging, Production, Archived.",
  ]);
  const unknown = [404, "RESOURCE_DOES_NOT_EXIST", "Registered Model with name=none not found"];
  for (const [method, path, more] of [
    ["GET", "registered-models/get-latest-versions", {}],
    ["GET", "registered-models/alias", { alias: "latest" }],
    ["DELETE", "registered-models/alias", { alias: "o" }],
    ["POST", "registered-models/alias", { alias: "o", version: "1" }],
    ["PATCH", "registered-models/update", { description: "" }],
    ["POST", "registered-models/set-tag", { key: "k", value: "" }],
    ["DELETE", "registered-models/delete-tag", { key: "k" }],
  ] as const)
    expect([path, await registry.refused(method, path, { name: "none", ...more })]).toEqual([
      path,
      unknown,
    ]);
});

test("a stage is told in the history with who moved what from where, and a move to where it is makes none", async () => {
  const { ok, refused, create, addVersion } = registry;
  const name = "staged";
  await create(name);
  for (let i = 0; i < 3; i += 1) await addVersion(name);
  const move = (version: string, stage: string, archive_existing_versions?: boolean | string) =>
    ok("POST", "model-versions/transition-stage", {
      name,
      version,
      stage,
      archive_existing_versions,
    });
  await move("1", "Staging");
  await move("2", "Staging");
  await move("2", "staging", false);
  await move("3", "STAGING", true);
  await move("3", "None");
  const { history } = await registry.detail(name);
  const line = {
    kind: "stage",
    name,
    alias: "",
    project: "default",
    reason: "",
    at: now,
    decisionId: null,
  };
  expect(history).toEqual(
    [
      [3, "Staging to None"],
      [3, "None to Staging"],
      [2, "Staging to Archived"],
      [1, "Staging to Archived"],
      [2, "None to Staging"],
      [1, "None to Staging"],
    ].map(([version, detail]) => ({
      ...line,
      from: version,
      to: version,
      detail,
      user: expect.stringMatching(/./),
    })),
  );
  const bad = (stage: string, version = "1") =>
    refused("POST", "model-versions/transition-stage", {
      name,
      version,
      stage,
      archive_existing_versions: true,
    });
  for (const stage of ["Archived", "none"])
    expect(await bad(stage)).toEqual([
      400,
      "INVALID_PARAMETER_VALUE",
      `Model version transition cannot archive existing model versions because '${stage}' is not an Active stage. Valid stages are Staging, Production`,
    ]);
  expect((await bad("Production", "4"))[0]).toBe(404);
  expect((await bad("Live"))[2]).toMatch(/^Invalid Model Version stage: Live\./);
  expect(await move("1", "Production", true)).toMatchObject({ model_version: { version: "1" } });
});

test("a version's number is read with its sign and spaces, and nothing else is one", async () => {
  const { ok, refused, create, addVersion } = registry;
  await create("n");
  await addVersion("n");
  const get = (version: string) => ({ name: "n", version });
  for (const text of ["1", "+1", " 1 ", "01"])
    expect(await ok("GET", "model-versions/get", get(text))).toMatchObject({
      model_version: { version: "1" },
    });
  for (const text of ["-1", "0", "1".repeat(15)])
    expect((await refused("GET", "model-versions/get", get(text)))[0]).toBe(404);
  for (const text of ["1.0", "1e0", "0x1", "1".repeat(16), "y".repeat(101)])
    expect(await refused("GET", "model-versions/get", get(text))).toEqual([
      400,
      "INVALID_PARAMETER_VALUE",
      `Parameter 'version' must be an integer, got '${text.slice(0, 100)}'.`,
    ]);
});

test("keys and values of tags are taken up to their limits, and removed by the same rule", async () => {
  const { ok, refused, create, addVersion } = registry;
  const [key, value] = ["k".repeat(250), "v".repeat(100_000)];
  await create("t", {
    tags: [
      { key, value },
      { key: "__proto__", value: "p" },
    ],
  });
  await addVersion("t", {
    tags: [
      { key: "a", value: "1" },
      { key: "a", value: "2" },
    ],
  });
  expect((await registry.get("t")).tags).toEqual([
    { key: "__proto__", value: "p" },
    { key, value },
  ]);
  expect((await registry.getVersion("t", "1")).tags).toEqual([{ key: "a", value: "2" }]);
  const of = { name: "t", version: "1" };
  await ok("POST", "model-versions/set-tag", { ...of, key, value });
  await ok("DELETE", "model-versions/delete-tag", { ...of, key });
  const tooLong = (what: string, most: number) => [
    400,
    "INVALID_PARAMETER_VALUE",
    `'${what}' exceeds the maximum length of ${most} characters`,
  ];
  for (const [path, which] of [
    ["registered-models", { name: "t" }],
    ["model-versions", of],
  ] as const) {
    const set = (more: object) =>
      refused("POST", `${path}/set-tag`, { ...which, value: "", ...more });
    expect((await set({ key: `${key}k` }))[0]).toBe(400);
    expect(await set({ key: "a", value: `${value}v` })).toEqual(tooLong("value", 100_000));
    for (const bad of ["/a", "../a", `${key}k`])
      expect((await refused("DELETE", `${path}/delete-tag`, { ...which, key: bad }))[0]).toBe(400);
    expect((await set({ key: "/a" }))[2]).toContain("/a");
  }
});

test("an alias is refused with what is wrong with it, in MLflow's words", async () => {
  await registry.create("named");
  await registry.addVersion("named");
  const set = async (alias: string) => {
    const values = { name: "named", alias, version: "1" };
    return (await registry.refused("POST", "registered-models/alias", values))[2];
  };
  expect(await set("Latest")).toBe("'latest' alias name (case insensitive) is reserved.");
  for (const alias of ["v1", "V12", "7"])
    expect(await set(alias)).toBe(`Version alias name '${alias}' is reserved.`);
  expect(await set("a.b")).toBe(
    "Invalid alias name: 'a.b'. Names may only contain alphanumerics, underscores (_), and dashes (-), 255 of them at most.",
  );
});

test("the old address of a version's files sends them to be saved, and tells nothing before the path is one", async () => {
  const { ok, create, addVersion } = registry;
  const { run } = await ok("POST", "runs/create", { experiment_id: "0" });
  const { run_id: id, artifact_uri: root } = run.info;
  const inside = root.replace("mlflow-artifacts:/", "");
  await fetch(`${server.url}/api/2.0/mlflow-artifacts/artifacts/${inside}/model/deep/a.txt`, {
    method: "PUT",
    body: "hello",
  });
  await create("filed");
  await addVersion("filed", { source: `runs:/${id}/model`, run_id: id });
  await addVersion("filed");
  const get = async (query: Record<string, string>, headers: Record<string, string> = {}) => {
    const answer = await fetch(
      `${server.url}/model-versions/get-artifact?${new URLSearchParams(query)}`,
      { headers },
    );
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };
  const which = { name: "filed", version: "1", path: "deep/a.txt" };
  const sent = await get(which);
  expect([sent.status, sent.text]).toEqual([200, "hello"]);
  expect(sent.headers.get("content-disposition")).toBe("attachment; filename=a.txt");
  expect((await get(which, { range: "bytes=1-2" })).text).toBe("el");
  const message = async (more: object) => {
    const { status, text } = await get({ ...which, ...more });
    return [status, JSON.parse(text).message];
  };
  expect(await message({ path: "../x", name: "none" })).toEqual([400, "Invalid path"]);
  expect(await message({ path: "" })).toEqual([
    400,
    expect.stringContaining("Missing value for required parameter 'path'"),
  ]);
  expect(await message({ version: "3" })).toEqual([
    404,
    "Model Version (name=filed, version=3) not found",
  ]);
  expect(await message({ version: "2" })).toEqual([
    404,
    "the files of filed@2 are not kept here but at s3://bucket/model",
  ]);
  expect((await message({ path: "deep" }))[0]).toBe(404);
});
