import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fail, GROUND_ERRORS } from "#ground/errors";
import { fill } from "#ground/hooks";
import { type AskRegistry, askRegistry } from "#test/ask-registry";
import { openTestServer, type TestServer } from "#test/open-store";
import { aliasMove } from "../index.ts";

let server: TestServer;
let ask: AskRegistry["ask"];
let ok: AskRegistry["ok"];
let refused: AskRegistry["refused"];
let create: AskRegistry["create"];
let get: AskRegistry["get"];
let addVersion: AskRegistry["addVersion"];
let getVersion: AskRegistry["getVersion"];
let detail: AskRegistry["detail"];
let refuse: string | undefined;
beforeEach(async () => {
  refuse = undefined;
  const gate = {
    name: "gate",
    summary: "a gate for this test",
    needs: ["models"],
    hooks: async () => [
      fill(aliasMove, async (move) => {
        if (move.alias === refuse)
          throw fail(GROUND_ERRORS, "REQUEST_REFUSED", { problem: "untested", need: "a test" });
      }),
    ],
  };
  server = await openTestServer({ slices: ["lineage", "artifacts", "runs", "models", gate] });
  ({ ask, ok, refused, create, get, addVersion, getVersion, detail } = askRegistry(server));
});
afterEach(() => server.close());

describe("aliases", () => {
  beforeEach(async () => {
    await create("intent");
    await addVersion("intent");
    await addVersion("intent");
  });
  const set = (alias: string, version: string) =>
    ask("POST", "registered-models/alias", { name: "intent", alias, version });

  test("are set, moved, followed and removed, and the history keeps it all", async () => {
    await set("beta", "1");
    await set("beta", "1");
    await set("beta", "2");
    const found = await ok("GET", "registered-models/alias", { name: "intent", alias: "beta" });
    expect(found.model_version).toEqual(await getVersion("intent", "2"));
    expect(found.model_version.aliases).toEqual(["beta"]);
    const latest = await ok("GET", "registered-models/alias", { name: "intent", alias: "latest" });
    expect(latest.model_version.version).toBe("2");
    await ok("DELETE", "registered-models/alias", { name: "intent", alias: "beta" });
    await ok("DELETE", "registered-models/alias", { name: "intent", alias: "beta" });
    expect(
      await refused("GET", "registered-models/alias", { name: "intent", alias: "beta" }),
    ).toEqual([400, "INVALID_PARAMETER_VALUE", "Registered model alias beta not found."]);
    expect((await detail("intent")).history.map(({ from, to }) => [from, to])).toEqual([
      [2, null],
      [1, 2],
      [null, 1],
    ]);
  });

  test.each(["latest", "LATEST", "v1", "V2", "a b", "a.b", "x".repeat(256), "7"])(
    "%s is reserved or no name",
    async (alias) => {
      const { status, body } = await set(alias, "1");
      expect([status, body.error_code]).toEqual([400, "INVALID_PARAMETER_VALUE"]);
    },
  );

  test("move, go and are renamed only as the gate lets them", async () => {
    await set("champion", "1");
    refuse = "champion";
    expect((await set("champion", "2")).status).toBe(403);
    for (const [method, path, values] of [
      ["DELETE", "registered-models/alias", { name: "intent", alias: "champion" }],
      ["DELETE", "model-versions/delete", { name: "intent", version: "1" }],
      ["DELETE", "registered-models/delete", { name: "intent" }],
      ["POST", "registered-models/rename", { name: "intent", new_name: "guarded" }],
    ] as const)
      expect([path, (await refused(method, path, values))[0]]).toEqual([path, 403]);
    expect((await get("intent")).aliases).toEqual([{ alias: "champion", version: "1" }]);
  });
});
