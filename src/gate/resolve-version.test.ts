import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestServer, type TestServer } from "#test/open-store";
import { registerVersion } from "#test/register-version";
import { resolveVersion } from "./resolve-version.ts";

let server: TestServer;
beforeEach(async () => {
  server = await openTestServer({ slices: ["lineage", "artifacts", "runs", "models"] });
  await registerVersion(server, "intent");
  await registerVersion(server, "intent");
});
afterEach(() => server.close());

test("a version is named by its number, by an alias, or is the newest", async () => {
  const { client } = server;
  await client.put("/api/fettle/1/models/intent/aliases/baseline", { version: 1, project: "shop" });
  expect(await resolveVersion("intent@1", client)).toMatchObject({ name: "intent", version: 1 });
  expect(await resolveVersion("intent@baseline", client)).toMatchObject({ version: 1 });
  expect(await resolveVersion("intent", client)).toEqual({ name: "intent", version: 2 });
});

test("a name that is none, an unknown model and an unknown alias say so", async () => {
  const { client } = server;
  const code = (text: string): Promise<unknown> =>
    resolveVersion(text, client).catch((error: { code: string }) => error.code);
  expect(await code("a/b@1")).toBe("GATE_REF_INVALID");
  expect(await code("other")).toBe("MODELS_UNKNOWN");
  expect(await code("intent@shadow")).toBe("MODELS_ALIAS_UNKNOWN");
});
