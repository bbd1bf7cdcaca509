import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { openTestServer, type TestServer } from "#test/open-store";
import { createModel } from "../create-model.ts";
import { describe } from "../describe.ts";
import { makeVersion } from "../make-version.ts";
import { searchModels, searchVersions } from "./search-models.ts";

let server: TestServer;
let now = 1000;
// `a` is made at 1000, changed at 3000 when it gets its version, `b` is made at 2000.
beforeAll(async () => {
  server = await openTestServer({
    slices: ["lineage", "artifacts", "runs", "models"],
    clock: { ...systemClock, now: () => now },
  });
  for (const [name, project] of [
    ["a", "shop"],
    ["b", "garden"],
  ] as const) {
    await createModel(server.context, { name, project, description: "", tags: {} });
    now += 1000;
  }
  for (const [name, version] of [
    ["a", { project: "shop", runId: "r1", source: "s3://a" }],
    ["b", { project: "garden", runId: "r2", source: "s3://b" }],
    ["b", { project: "shop", runId: "r3", source: "s3://c" }],
  ] as const) {
    await server.context.database.write((tx) =>
      makeVersion(tx, server.context, {
        name,
        location: "",
        modelId: null,
        runLink: "",
        description: "",
        user: "ada",
        requestId: `at ${now}`,
        createdAt: now,
        tags: {},
        origin: "live",
        ...version,
      }),
    );
    now += 1000;
  }
  await describe(server.context, { name: "a", version: 0 }, "");
  await describe(server.context, { name: "a", version: 1 }, "");
});
afterAll(() => server.close());

const page = { limit: 10, offset: 0 };
const models = async (filter: string, orderBy: string[] = []) =>
  (await searchModels(server.context, { filter, orderBy, ...page })).map(({ name }) => name);
const versions = async (filter: string, orderBy: string[] = []) =>
  (await searchVersions(server.context, { filter, orderBy, ...page })).map(
    ({ name, version }) => `${name}@${version}`,
  );

test.each([
  ["name = 'b'", ["b"]],
  ["attributes.name = 'b'", ["b"]],
  ["creation_timestamp > 1000", ["b"]],
  ["created >= 2000", ["b"]],
  ["last_updated_timestamp > 5000", ["a"]],
  ["timestamp < 6000", ["b"]],
  ["project = 'shop'", ["a"]],
])("models with %s are found", async (filter, found) => {
  expect(await models(filter)).toEqual(found);
});

test.each([
  ["name = 'b'", ["b@2", "b@1"]],
  ["version_number = 2", ["b@2"]],
  ["version < 2 AND name = 'b'", ["b@1"]],
  ["run_id = 'r2'", ["b@1"]],
  ["source_path = 's3://c'", ["b@2"]],
  ["creation_timestamp > 3000", ["b@2", "b@1"]],
  ["created <= 3000", ["a@1"]],
  ["last_updated_timestamp >= 6000", ["a@1"]],
  ["last_updated_timestamp = 4000", ["b@1"]],
  ["project = 'garden'", ["b@1"]],
])("versions with %s are found", async (filter, found) => {
  expect(await versions(filter)).toEqual(found);
});

test("each attribute orders, up or down; without an order the latest changed version is first", async () => {
  expect(await models("")).toEqual(["a", "b"]);
  for (const by of ["name", "creation_timestamp", "created"])
    expect([by, await models("", [`${by} DESC`])]).toEqual([by, ["b", "a"]]);
  for (const by of ["last_updated_timestamp", "timestamp", "project"])
    expect([by, await models("", [`${by} ASC`])]).toEqual([by, ["b", "a"]]);
  expect(await versions("")).toEqual(["a@1", "b@2", "b@1"]);
  for (const by of ["run_id", "source_path", "creation_timestamp", "created", "name"])
    expect([by, (await versions("", [by]))[0]]).toEqual([by, "a@1"]);
  expect((await versions("", ["last_updated_timestamp"]))[0]).toBe("b@1");
  for (const by of ["version_number DESC", "version DESC"])
    expect([by, (await versions("", [by]))[0]]).toEqual([by, "b@2"]);
  expect((await versions("", ["project"]))[0]).toBe("b@1");
});

test("what can't be searched for is told with what can", async () => {
  const both = "creation_timestamp, last_updated_timestamp, project";
  await expect(models("zzzzzz = 'x'")).rejects.toThrow(
    `there is no attribute "zzzzzz"; there are name, ${both}`,
  );
  await expect(versions("zzzzzz = 'x'")).rejects.toThrow(
    `there is no attribute "zzzzzz"; there are name, version_number, run_id, source_path, ${both}`,
  );
});
