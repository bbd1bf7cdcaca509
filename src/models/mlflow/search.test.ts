import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AskRegistry, askRegistry } from "#test/ask-registry";
import { openTestServer, type TestServer } from "#test/open-store";
import { MODEL_VERSIONS } from "../search/grammar.ts";

let server: TestServer;
let ok: AskRegistry["ok"];
let refused: AskRegistry["refused"];
let create: AskRegistry["create"];
let addVersion: AskRegistry["addVersion"];
beforeAll(async () => {
  server = await openTestServer({ slices: ["lineage", "artifacts", "runs", "models"] });
  ({ ok, refused, create, addVersion } = askRegistry(server));
});
afterAll(() => server.close());

describe("searches", () => {
  beforeAll(async () => {
    for (const name of ["Alpha", "beta", "gamma"])
      await create(name, {
        tags: [{ key: "kind", value: name === "gamma" ? "b" : "a" }],
        description: name === "gamma" ? "all about it" : "",
      });
    await create("greeting", { tags: [{ key: "mlflow.prompt.is_prompt", value: "true" }] });
    for (const [name, more] of [
      ["Alpha", { description: "the first" }],
      ["beta", { tags: [{ key: "stage", value: "x" }] }],
      ["Alpha", {}],
    ] as const)
      await addVersion(name, { run_id: `run_${name}`, source: `s3://b/${name}`, ...more });
    await addVersion("greeting", {
      source: "dummy-source",
      tags: [
        { key: "mlflow.prompt.is_prompt", value: "true" },
        { key: "mlflow.prompt.text", value: "Hello {{name}}" },
      ],
    });
  });
  const models = async (filter: string, more: object = {}) =>
    (
      (await ok("GET", "registered-models/search", { filter, max_results: 100, ...more }))
        .registered_models ?? []
    ).map((m: { name: string }) => m.name);
  const versions = async (filter: string, more: object = {}) =>
    (
      (await ok("GET", "model-versions/search", { filter, max_results: 100, ...more }))
        .model_versions ?? []
    ).map((v: { name: string; version: string }) => `${v.name}@${v.version}`);

  test.each([
    ["", ["Alpha", "beta", "gamma"]],
    ["name = 'beta'", ["beta"]],
    ["name LIKE 'a%'", []],
    ["name ILIKE 'a%'", ["Alpha"]],
    ["name != 'beta'", ["Alpha", "gamma"]],
    ["tags.kind = 'a'", ["Alpha", "beta"]],
    ["tags.`kind` = 'a' AND name LIKE 'b%'", ["beta"]],
    ["tags.none != 'x'", []],
    ["tags.mlflow.prompt.is_prompt = 'true'", ["greeting"]],
    ["tags.`mlflow.prompt.is_prompt` = 'true'", ["greeting"]],
    ["tags.`mlflow.prompt.is_prompt` != 'true'", ["Alpha", "beta", "gamma"]],
    ["tags.`mlflow.prompt.is_prompt` = 'false'", ["Alpha", "beta", "gamma"]],
    ["tags.`mlflow.prompt.is_prompt` != 'false'", ["greeting"]],
    ["name = 'greeting'", []],
    ["name = 'beta' OR name = 'gamma'", ["beta", "gamma"]],
    ["NOT name RLIKE '^[A-Z]'", ["beta", "gamma"]],
    ["NOT tags.`mlflow.prompt.is_prompt` = 'true'", ["Alpha", "beta", "gamma"]],
    ["NOT tags.`mlflow.prompt.is_prompt` != 'true'", ["greeting"]],
    ["NOT tags.`mlflow.prompt.is_prompt` = 'FALSE'", ["greeting"]],
    ["tags.`mlflow.prompt.is_prompt` LIKE 'tr%'", ["Alpha", "beta", "gamma"]],
    ["tags.`mlflow.prompt.is_prompt` = 'maybe'", ["Alpha", "beta", "gamma"]],
    ["tags.`mlflow.prompt.is_prompt` = 'true' OR name = 'beta'", ["beta", "greeting"]],
    ["ALPH", ["Alpha"]],
    ["about", ["gamma"]],
  ])("models with %s", async (filter, names) => {
    expect(await models(filter)).toEqual(names);
  });

  test.each([
    ["name = 'Alpha'", ["Alpha@2", "Alpha@1"]],
    ["run_id = 'run_beta'", ["beta@1"]],
    ["run_id IN ('run_beta', 'x')", ["beta@1"]],
    ["source_path = 's3://b/beta'", ["beta@1"]],
    ["version_number > 1", ["Alpha@2"]],
    ["tags.stage = 'x'", ["beta@1"]],
    ["tags.kind = 'a'", []],
    ["tags.`mlflow.prompt.is_prompt` != 'true' AND name != 'Alpha'", ["beta@1"]],
    ["BET", ["beta@1"]],
    ["first", ["Alpha@1"]],
    ["name = 'greeting'", []],
    ["tags.`mlflow.prompt.is_prompt` = 'true'", ["greeting@1"]],
    ["tags.`mlflow.prompt.is_prompt` = 'true' AND name = 'greeting'", ["greeting@1"]],
  ])("versions with %s", async (filter, found) => {
    expect(await versions(filter)).toEqual(found);
  });

  test("in an order and by pages", async () => {
    expect(await models("", { order_by: "name DESC" })).toEqual(["gamma", "beta", "Alpha"]);
    expect(await versions("", { order_by: ["name DESC", "version_number ASC"] })).toEqual([
      "beta@1",
      "Alpha@1",
      "Alpha@2",
    ]);
    const seen: string[] = [];
    let token: string | undefined;
    do {
      const page = await ok("GET", "registered-models/search", {
        max_results: 2,
        ...(token === undefined ? {} : { page_token: token }),
      });
      seen.push(...page.registered_models.map((m: { name: string }) => m.name));
      token = page.next_page_token;
    } while (token !== undefined);
    expect(seen).toEqual(["Alpha", "beta", "gamma"]);
  });

  test("a page that holds all there is has no token, and a token leads past all before it", async () => {
    const page = async (path: string, more: object) => {
      const { next_page_token: token, ...found } = await ok("GET", path, more);
      const [list = []] = Object.values(found) as { name: string; version?: string }[][];
      const names = list.map(({ name, version }) => [name, version].filter(Boolean).join("@"));
      return { names, token };
    };
    for (const [path, order_by, all] of [
      ["registered-models/search", "name", ["Alpha", "beta", "gamma"]],
      ["model-versions/search", "version_number DESC", ["Alpha@2", "Alpha@1", "beta@1"]],
    ] as const) {
      const whole = { names: all, token: undefined };
      expect(await page(path, { order_by, max_results: 3 })).toEqual(whole);
      expect(await page(path, { order_by })).toEqual(whole);
      const first = await page(path, { order_by, max_results: 1 });
      const second = await page(path, { order_by, max_results: 1, page_token: first.token });
      const third = await page(path, { order_by, max_results: 1, page_token: second.token });
      expect([first, second, third].map(({ names }) => names)).toEqual(all.map((one) => [one]));
      expect(third.token).toBeUndefined();
    }
  });

  test("an order has ten terms at most", async () => {
    const { attributes } = MODEL_VERSIONS;
    const terms = Object.keys(attributes).slice(0, 9);
    for (const [path, order_by] of [
      ["model-versions/search", [...terms, "project"]],
      ["registered-models/search", Array.from({ length: 10 }, () => "name")],
    ] as const)
      for (const [order, problem] of [
        [order_by, /^(?!.*at most 10 are allowed)/],
        [[...order_by, "name"], /at most 10 are allowed/],
      ] as const) {
        const [, , message] = await refused("GET", path, { order_by: order, max_results: 1 });
        expect(message).toMatch(problem);
      }
  });

  test.each([
    ["registered-models/search", { max_results: 1001 }],
    ["registered-models/search", { max_results: 0 }],
    ["registered-models/search", { max_results: -1 }],
    ["registered-models/search", { filter: "nothing = 'x'" }],
    ["registered-models/search", { filter: "name > 'x'" }],
    ["registered-models/search", { order_by: "creation DESC" }],
    ["registered-models/search", { order_by: ["name", "name"] }],
    ["registered-models/search", { page_token: "evil" }],
    ["model-versions/search", { max_results: 200_001 }],
    ["model-versions/search", { filter: "version_number = 'x'" }],
    ["model-versions/search", { order_by: "source" }],
  ])("%s of %j is refused", async (path, values) => {
    const [status, code] = await refused("GET", path, values);
    expect([status, code]).toEqual([400, "INVALID_PARAMETER_VALUE"]);
  });
});
