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
let detail: AskRegistry["detail"];
beforeEach(async () => {
  server = await openTestServer({ slices: ["lineage", "artifacts", "runs", "models"] });
  ({ ok, refused, create, get, addVersion, detail } = askRegistry(server));
});
afterEach(() => server.close());

describe("registered models", () => {
  test("are made once, and read as they were made", async () => {
    const made = await create("intent", {
      description: "what is meant",
      tags: [
        { key: "team", value: "nlp" },
        { key: "another key", value: "" },
      ],
    });
    expect(made.registered_model).toEqual({
      name: "intent",
      creation_timestamp: expect.any(Number),
      last_updated_timestamp: made.registered_model.creation_timestamp,
      description: "what is meant",
      tags: [
        { key: "another key", value: "" },
        { key: "team", value: "nlp" },
      ],
    });
    expect(await get("intent")).toEqual(made.registered_model);
    expect(await refused("POST", "registered-models/create", { name: "intent" })).toEqual([
      400,
      "RESOURCE_ALREADY_EXISTS",
      "Registered Model (name=intent) already exists.",
    ]);
  });

  test("are renamed with all they have; the old name is gone, and can be used again", async () => {
    await create("old name");
    await addVersion("old name", { tags: [{ key: "a", value: "b" }] });
    await ok("POST", "registered-models/alias", { name: "old name", alias: "beta", version: "1" });
    await ok("POST", "registered-models/rename", { name: "old name", new_name: "new name" });
    expect(await refused("GET", "registered-models/get", { name: "old name" })).toEqual([
      404,
      "RESOURCE_DOES_NOT_EXIST",
      "Registered Model with name=old name not found",
    ]);
    expect(await get("new name")).toMatchObject({
      aliases: [{ alias: "beta", version: "1" }],
      latest_versions: [{ version: "1", tags: [{ key: "a", value: "b" }] }],
    });
    expect((await detail("new name")).history[0]).toMatchObject({
      kind: "renamed",
      detail: "old name",
    });
    const { edges } = await lineageOf(
      server.context.database,
      { kind: "model", id: "new name@1" },
      1,
    );
    expect(edges.map(({ from, relation }) => [from.id, relation])).toEqual([
      ["old name@1", "renamed"],
    ]);
    // Its numbers go on, so that `old name@1` stays what it was.
    await create("old name");
    expect((await addVersion("old name")).version).toBe("2");
    expect(
      await refused("POST", "registered-models/rename", { name: "new name", new_name: "old name" }),
    ).toEqual([400, "RESOURCE_ALREADY_EXISTS", "Registered Model (name=old name) already exists."]);
  });

  test("that are deleted are out of sight, and their numbers are not used again", async () => {
    await create("intent", { tags: [{ key: "a", value: "b" }] });
    await addVersion("intent");
    await ok("DELETE", "registered-models/delete", { name: "intent" });
    const gone = [404, "RESOURCE_DOES_NOT_EXIST", "Registered Model with name=intent not found"];
    expect(await refused("GET", "registered-models/get", { name: "intent" })).toEqual(gone);
    expect(
      await refused("POST", "registered-models/rename", { name: "intent", new_name: "x" }),
    ).toEqual(gone);
    expect(await refused("DELETE", "registered-models/delete", { name: "intent" })).toEqual(gone);
    expect(await ok("GET", "registered-models/search", { max_results: 10 })).toEqual({});
    expect(await ok("GET", "model-versions/search", { max_results: 10 })).toEqual({});
    const again = await create("intent");
    expect(again.registered_model).not.toHaveProperty("tags");
    expect((await addVersion("intent")).version).toBe("2");
  });

  test("change their description and their tags", async () => {
    await create("intent");
    const patched = await ok("PATCH", "registered-models/update", {
      name: "intent",
      description: "better",
    });
    expect(patched.registered_model.description).toBe("better");
    const tag = { name: "intent", key: "stage", value: "trial" };
    await ok("POST", "registered-models/set-tag", tag);
    await ok("POST", "registered-models/set-tag", { ...tag, value: "done" });
    expect((await get("intent")).tags).toEqual([{ key: "stage", value: "done" }]);
    await ok("DELETE", "registered-models/delete-tag", { name: "intent", key: "stage" });
    await ok("DELETE", "registered-models/delete-tag", { name: "intent", key: "stage" });
    expect(await get("intent")).not.toHaveProperty("tags");
  });

  test.each([
    [{}, "Missing value for required parameter 'name'"],
    [{ name: "" }, "Missing value for required parameter 'name'"],
    [{ name: 31 }, "Invalid value 31 for parameter 'name' supplied"],
    [{ name: "a/b" }, "Invalid model name 'a/b'"],
    [{ name: "a:b" }, "Invalid model name 'a:b'"],
    [{ name: ".." }, "Invalid model name '..'"],
    [{ name: "   " }, "Invalid model name"],
    [{ name: "a\\b" }, "Invalid model name"],
    [{ name: "a\u0000b" }, "Invalid model name"],
    [{ name: "x".repeat(257) }, "Invalid model name"],
    [{ name: "m", tags: [{ key: "k".repeat(251), value: "" }] }, "exceeds the maximum length"],
    [{ name: "m", tags: [{ key: "k", value: "v".repeat(100_001) }] }, "exceeds the maximum length"],
    [{ name: "m", tags: [{ value: "v" }] }, "Missing value for required parameter 'tags[0].key'"],
    [{ name: "m", tags: "x" }, "Invalid value \"x\" for parameter 'tags' supplied"],
  ])("%j is refused in MLflow's words", async (values, words) => {
    const [status, code, message] = await refused("POST", "registered-models/create", values);
    expect([status, code]).toEqual([400, "INVALID_PARAMETER_VALUE"]);
    expect(message).toContain(words);
  });
});
