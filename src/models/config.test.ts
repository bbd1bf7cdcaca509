import { afterEach, expect, test } from "vitest";
import { openTestServer, type TestServer } from "#test/open-store";
import { modelsSettings } from "./config.ts";

let server: TestServer | undefined;
afterEach(() => server?.close());

test("the settings name a regular expression for sources, or nothing", () => {
  const { schema } = modelsSettings;
  expect(schema.parse({})).toEqual({});
  expect(schema.parse({ sources: "x" })).toEqual({ sources: "x" });
  const problems = (value: object) =>
    schema.safeParse(value).error?.issues.map(({ path, message }) => [path, message]);
  expect(problems({ sources: "" })).toEqual([[["sources"], "expected a regular expression"]]);
  expect(problems({ sources: "(" })).toEqual([[["sources"], expect.any(String)]]);
  expect(problems({ source: "x" })).toHaveLength(1);
});

test("a source that the settings don't allow makes no version, however long it is", async () => {
  server = await openTestServer({
    slices: ["lineage", "artifacts", "runs", "models"],
    settings: { models: { sources: "^s3://own/" } },
  });
  const post = (path: string, body: object) =>
    (server as TestServer).client.post(`/api/2.0/mlflow/${path}`, body);
  await post("registered-models/create", { name: "intent" });
  await post("model-versions/create", { name: "intent", source: "s3://own/model" });
  const other = `s3://other/${"x".repeat(2037)}`;
  await expect(
    post("model-versions/create", { name: "intent", source: `${other}y` }),
  ).rejects.toThrow(
    `Invalid model version source: '${other}'. The settings of this server allow no such source.`,
  );
  expect(await server.client.get("/api/fettle/1/models/intent")).toMatchObject({
    versions: [{ version: 1, source: "s3://own/model" }],
  });
});
