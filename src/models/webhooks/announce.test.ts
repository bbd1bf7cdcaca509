import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { type AskRegistry, askRegistry } from "#test/ask-registry";
import { openTestServer, type TestServer } from "#test/open-store";
import { registerVersion } from "#test/register-version";
import { slice } from "../slice.ts";
import { deleteWebhook, sender } from "./index.ts";

const AT = Date.UTC(2026, 2, 1, 9, 30);
const MARK = { key: "mlflow.prompt.is_prompt", value: "true" };
let server: TestServer;
let registry: AskRegistry;
let count = 0;
let name: string;

// Without its sender, so that nothing is sent and the queue can be read.
beforeAll(async () => {
  const silent = { ...slice, background: async () => [] };
  server = await openTestServer({
    slices: ["lineage", "artifacts", "runs", silent],
    clock: { ...systemClock, now: () => AT },
  });
  registry = askRegistry(server);
});
afterAll(() => server.close());
beforeEach(async () => {
  count += 1;
  name = `model-${count}`;
  await server.context.database.write(async (tx) => {
    for (const table of ["deliveries", "webhook_events", "webhooks"])
      await tx.run(`DELETE FROM models_${table}`);
  });
});

const hook = async (...events: string[]) => {
  const named = events.map((event) => {
    const [entity = "", action = ""] = event.split(" ");
    return { entity, action };
  });
  const wish = { name: "hook", url: "https://example.com/", events: named };
  return (await registry.ok("POST", "webhooks", wish)).webhook.webhook_id as string;
};
const queue = async () => {
  const rows = await server.context.database.all<{ body: string; due: number; hook: string }>(
    "SELECT body, due_at AS due, webhook_id AS hook FROM models_deliveries ORDER BY number",
  );
  return rows.map(({ body, ...row }) => {
    const { entity, action, data, timestamp } = JSON.parse(body);
    expect([row.due, timestamp]).toEqual([AT, "2026-03-01T09:30:00.000Z"]);
    return [`${entity} ${action}`, data];
  });
};
const setTag = (of: "registered-models" | "model-versions", more: object) =>
  registry.ok("POST", `${of}/set-tag`, { name, ...more });

test("of a model nobody hears when its own tags change, and of a version only what did", async () => {
  await hook("MODEL_VERSION_TAG SET", "MODEL_VERSION_TAG DELETED", "PROMPT_TAG SET");
  await registry.create(name);
  await registry.addVersion(name);
  await setTag("registered-models", { key: "k", value: "v" });
  await setTag("model-versions", { version: "1", key: "k", value: "" });
  const gone = { name, version: "1", key: "k" };
  for (let i = 0; i < 2; i += 1) await registry.ok("DELETE", "model-versions/delete-tag", gone);
  expect(await queue()).toEqual([
    ["model_version_tag set", { name, version: "1", key: "k", value: "" }],
    ["model_version_tag deleted", gone],
  ]);
});

test("a prompt's tags and aliases that go are told as a prompt's, and one without a text has none", async () => {
  await hook(
    "PROMPT_VERSION CREATED",
    "PROMPT_TAG DELETED",
    "PROMPT_VERSION_TAG DELETED",
    "PROMPT_ALIAS CREATED",
    "PROMPT_ALIAS DELETED",
  );
  const type = { key: "_mlflow_prompt_type", value: "chat" };
  await registry.create(name, { tags: [MARK, { key: "k", value: "v" }] });
  await registry.addVersion(name, { source: "dummy-source", description: "d", tags: [MARK, type] });
  await registry.ok("DELETE", "registered-models/delete-tag", { name, key: "k" });
  await registry.ok("DELETE", "model-versions/delete-tag", {
    name,
    version: "1",
    key: type.key,
  });
  const alias = { name, alias: "live" };
  await registry.ok("POST", "registered-models/alias", { ...alias, version: "1" });
  await registry.ok("DELETE", "registered-models/alias", alias);
  expect(await queue()).toEqual([
    ["prompt_version created", { name, version: "1", template: null, tags: {}, description: "d" }],
    ["prompt_tag deleted", { name, key: "k" }],
    ["prompt_version_tag deleted", { name, version: "1", key: type.key }],
    ["prompt_alias created", { ...alias, version: "1" }],
    ["prompt_alias deleted", alias],
  ]);
});

test("a version that a run's owner registers is told as any other, with its run", async () => {
  await hook("REGISTERED_MODEL CREATED", "MODEL_VERSION CREATED");
  const { runId, source } = await registerVersion(server, name);
  expect(await queue()).toEqual([
    ["registered_model created", { name, tags: {}, description: "" }],
    [
      "model_version created",
      { name, version: "1", source, run_id: runId, tags: {}, description: null },
    ],
  ]);
});

test("a thousand wait for a webhook at most; what comes after is dropped, and the log says so", async () => {
  const full = await hook("REGISTERED_MODEL CREATED");
  const other = await hook("REGISTERED_MODEL CREATED");
  await server.context.database.write(async (tx) => {
    for (let i = 1; i < 1000; i += 1)
      await tx.run(
        "INSERT INTO models_deliveries (number, id, webhook_id, body, attempts, due_at, problem) VALUES (?, ?, ?, '{}', 0, 1, '')",
        ...[i, `d${i}`, full],
      );
  });
  const waiting = async (of: string) =>
    (await server.context.database.all("SELECT 1 FROM models_deliveries WHERE webhook_id = ?", of))
      .length;
  const warnings = () => server.logLines.filter((line) => line.includes("delivery dropped"));
  await registry.create(`${name}-a`);
  expect([await waiting(full), await waiting(other), warnings()]).toEqual([1000, 1, []]);
  await registry.create(`${name}-b`);
  expect([await waiting(full), await waiting(other)]).toEqual([1000, 2]);
  expect(warnings().map((line) => JSON.parse(line))).toMatchObject([
    { level: "warn", event: "webhook delivery dropped", webhook: full, waiting: 1000 },
  ]);
  await registry.ok("DELETE", `webhooks/${full}`);
  expect([await waiting(full), await waiting(other)]).toEqual([0, 2]);
  expect(await server.context.database.all("SELECT webhook_id FROM models_webhook_events")).toEqual(
    [{ webhook_id: other }],
  );
});

test("a webhook that goes when it is its turn is no trouble", async () => {
  const id = await hook("REGISTERED_MODEL CREATED");
  await registry.create(name);
  const { database } = server.context;
  const looked = Promise.withResolvers<void>();
  const all: typeof database.all = async (...asked) => {
    const rows = await database.all(...asked);
    if (rows.length > 0) await deleteWebhook(server.context, id);
    else looked.resolve();
    return rows as never;
  };
  const sending = await sender.background({ ...server.context, database: { ...database, all } });
  try {
    await looked.promise;
  } finally {
    await sending.stop();
  }
  expect(server.logLines.filter((line) => line.includes("webhooks wait"))).toEqual([]);
});
