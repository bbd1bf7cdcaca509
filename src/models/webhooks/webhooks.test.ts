import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openTestServer, type TestServer } from "#test/open-store";
import { selectLanes } from "../store/deliveries.ts";
import { sender } from "./index.ts";

const OPEN = {
  schemes: ["http"],
  privateAddresses: true,
  attempts: 3,
};

type Got = { headers: IncomingHttpHeaders; text: string; body: Record<string, unknown> };

let server: TestServer;
let receiver: Server;
let url: string;
let got: Got[];
let heard: (() => void)[];
let status: number;

beforeEach(async () => {
  got = [];
  heard = [];
  status = 200;
  receiver = createServer(async (request, response) => {
    let text = "";
    for await (const part of request) text += part;
    got.push({ headers: request.headers, text, body: JSON.parse(text) });
    response.writeHead(status).end("heard");
    for (const tell of heard.splice(0)) tell();
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
});
afterEach(async () => {
  await server?.close();
  receiver.closeAllConnections();
  receiver.close();
});

const open = async (webhooks: object = OPEN) => {
  server = await openTestServer({
    slices: ["lineage", "artifacts", "runs", "models"],
    settings: { webhooks },
  });
};

/** Resolves when the receiver has heard so many deliveries in all. */
async function arrivals(count: number): Promise<Got[]> {
  while (got.length < count) await new Promise<void>((resolve) => heard.push(resolve));
  return got;
}

// biome-ignore lint/suspicious/noExplicitAny: what is on the wire
async function ask(method: string, path: string, values?: object): Promise<any> {
  const response = await fetch(`${server.url}/api/2.0/mlflow/${path}`, {
    method,
    headers: { "content-type": "application/json", authorization: `Bearer ${server.token}` },
    ...(values === undefined ? {} : { body: JSON.stringify(values) }),
  });
  return { status: response.status, ...((await response.json()) as object) };
}

const event = (entity: string, action = "CREATED") => ({ entity, action });
const hook = (more: object = {}) =>
  ask("POST", "webhooks", { name: "hook", url, events: [event("REGISTERED_MODEL")], ...more });

describe("a webhook", () => {
  beforeEach(() => open({}));
  const target = "https://example.com/webhook";

  test("is made, read, listed, changed and deleted, and its secret is never shown", async () => {
    const made = (await hook({ url: target, secret: "hush", description: "tells" })).webhook;
    expect(made).toEqual({
      webhook_id: expect.any(String),
      name: "hook",
      description: "tells",
      url: target,
      events: [event("REGISTERED_MODEL")],
      status: "ACTIVE",
      creation_timestamp: expect.any(Number),
      last_updated_timestamp: made.creation_timestamp,
    });
    const path = `webhooks/${made.webhook_id}`;
    expect((await ask("GET", path)).webhook).toEqual(made);
    const events = [event("MODEL_VERSION"), event("PROMPT_TAG", "SET")];
    const changed = (await ask("PATCH", path, { name: "other", events, status: "DISABLED" }))
      .webhook;
    expect(changed).toMatchObject({ name: "other", url: target, description: "tells", events });
    expect(changed.last_updated_timestamp).toBeGreaterThan(made.last_updated_timestamp);
    expect(await ask("DELETE", path)).toEqual({ status: 200 });
    expect(await ask("GET", path)).toMatchObject({
      status: 404,
      error_code: "RESOURCE_DOES_NOT_EXIST",
      message: `Webhook with ID ${made.webhook_id} not found.`,
    });
    const rows = await server.context.database.all("SELECT * FROM models_webhooks");
    expect(rows).toEqual([]);
  });

  test("keeps its secret sealed, also in the database", async () => {
    await hook({ url: target, secret: "hush-hush" });
    const rows = await server.context.database.all("SELECT secret FROM models_webhooks");
    expect(rows).toEqual([{ secret: expect.any(String) }]);
    expect(JSON.stringify(rows)).not.toContain("hush");
    expect(server.logLines.join("")).not.toContain("hush");
  });

  test("is listed newest first, by pages", async () => {
    for (const name of ["a", "b", "c"]) await hook({ name, url: target });
    const page = await ask("GET", "webhooks?max_results=2");
    const rest = await ask("GET", `webhooks?max_results=2&page_token=${page.next_page_token}`);
    const names = [...page.webhooks, ...rest.webhooks].map((one: { name: string }) => one.name);
    expect([names, rest.next_page_token]).toEqual([["c", "b", "a"], undefined]);
  });

  test.each([
    [{ url: "   " }, "Webhook URL cannot be empty or just whitespace"],
    [{ url: "ftp://example.com" }, "Invalid webhook URL scheme"],
    [{ url: "http://example.com" }, "Invalid webhook URL scheme"],
    [{ url: "https://[invalid" }, "Invalid webhook URL"],
    [{ url: "https://169.254.169.254/" }, "private network"],
    [{ url: "https://2130706433/" }, "private network"],
    [{ url: "https://localhost/" }, "private network"],
    [{ name: "-x" }, "Webhook name"],
    [{ name: "x".repeat(64) }, "Webhook name"],
    [{ events: [] }, "events"],
    [{ events: [event("MODEL_VERSION", "DELETED")] }, "Invalid action 'deleted'"],
    [{ events: [event("NOTHING")] }, "events[0].entity"],
    [{ events: [{}] }, "entity"],
    [{ status: "SLEEPY" }, "status"],
    [{ secret: "x".repeat(1001) }, "secret"],
  ])("with %j is refused", async (wrong, words) => {
    const answer = await hook({ url: target, ...wrong });
    expect(answer).toMatchObject({ status: 400, error_code: "INVALID_PARAMETER_VALUE" });
    expect(answer.message).toContain(words);
  });
});

describe("what happens in the registry", () => {
  beforeEach(() => open());

  test("is told to those who asked for it, signed and as MLflow tells it", async () => {
    await hook({
      secret: "s3cret",
      events: [
        event("REGISTERED_MODEL"),
        event("MODEL_VERSION"),
        event("MODEL_VERSION_TAG", "SET"),
        event("MODEL_VERSION_TAG", "DELETED"),
        event("MODEL_VERSION_ALIAS"),
        event("MODEL_VERSION_ALIAS", "DELETED"),
      ],
    });
    await hook({ name: "silent", status: "DISABLED" });
    const name = "intent";
    const tags = [{ key: "a", value: "b" }];
    await ask("POST", "registered-models/create", { name, description: "about", tags });
    await ask("POST", "model-versions/create", { name, source: "s3://b/m", run_id: "r1", tags });
    await ask("POST", "model-versions/set-tag", { name, version: "1", key: "k", value: "v" });
    await ask("DELETE", "model-versions/delete-tag", { name, version: "1", key: "k" });
    await ask("POST", "registered-models/alias", { name, alias: "beta", version: "1" });
    await ask("DELETE", "registered-models/alias", { name, alias: "beta" });
    const told = await arrivals(6);
    expect(told.map(({ body }) => [body["entity"], body["action"], body["data"]])).toEqual([
      ["registered_model", "created", { name, description: "about", tags: { a: "b" } }],
      [
        "model_version",
        "created",
        {
          name,
          version: "1",
          source: "s3://b/m",
          run_id: "r1",
          tags: { a: "b" },
          description: null,
        },
      ],
      ["model_version_tag", "set", { name, version: "1", key: "k", value: "v" }],
      ["model_version_tag", "deleted", { name, version: "1", key: "k" }],
      ["model_version_alias", "created", { name, alias: "beta", version: "1" }],
      ["model_version_alias", "deleted", { name, alias: "beta" }],
    ]);
    for (const { headers, text } of told) {
      const signed = `${headers["x-mlflow-delivery-id"]}.${headers["x-mlflow-timestamp"]}.${text}`;
      const digest = createHmac("sha256", "s3cret").update(signed).digest("base64");
      expect(headers["x-mlflow-signature"]).toBe(`v1,${digest}`);
    }
    expect(new Set(told.map(({ headers }) => headers["x-mlflow-delivery-id"])).size).toBe(6);
  });

  test("to prompts is told as that, without the tags that make them prompts", async () => {
    await hook({
      events: ["PROMPT", "PROMPT_VERSION", "PROMPT_ALIAS"]
        .map((entity) => event(entity))
        .concat(event("PROMPT_TAG", "SET"), event("PROMPT_VERSION_TAG", "SET")),
    });
    await hook({ name: "models", events: [event("REGISTERED_MODEL"), event("MODEL_VERSION")] });
    const name = "greeting";
    const mark = { key: "mlflow.prompt.is_prompt", value: "true" };
    const own = { key: "mine", value: "x" };
    await ask("POST", "registered-models/create", { name, tags: [mark, own] });
    await ask("POST", "model-versions/create", {
      name,
      source: "dummy-source",
      tags: [mark, { key: "mlflow.prompt.text", value: "Hello {{name}}" }, own],
    });
    await ask("POST", "registered-models/alias", { name, alias: "live", version: "1" });
    await ask("POST", "registered-models/set-tag", { name, key: "k", value: "v" });
    await ask("POST", "model-versions/set-tag", { name, version: "1", key: "k", value: "v" });
    expect((await arrivals(5)).map(({ body }) => [body["entity"], body["data"]])).toEqual([
      ["prompt", { name, description: "", tags: { mine: "x" } }],
      [
        "prompt_version",
        { name, version: "1", template: "Hello {{name}}", tags: { mine: "x" }, description: null },
      ],
      ["prompt_alias", { name, alias: "live", version: "1" }],
      ["prompt_tag", { name, key: "k", value: "v" }],
      ["prompt_version_tag", { name, version: "1", key: "k", value: "v" }],
    ]);
  });

  test("that was refused is told to nobody", async () => {
    await hook();
    await ask("POST", "registered-models/create", { name: "a/b" });
    await ask("POST", "registered-models/create", { name: "good" });
    expect((await arrivals(1)).map(({ body }) => body["data"])).toMatchObject([{ name: "good" }]);
  });

  test("while the receiver is away waits on the disk, and is told after a restart", async () => {
    const { webhook } = await hook();
    // Another server over the same records stands for the one that comes after a kill: this one's work is not asked.
    status = 500;
    await ask("POST", "registered-models/create", { name: "intent" });
    await arrivals(1);
    status = 200;
    expect((await selectLanes(server.context.database)).map(({ lane }) => lane)).toEqual([
      webhook.webhook_id,
    ]);
    const later = {
      ...server.context,
      clock: { ...server.context.clock, now: () => Date.now() + 60_000 },
    };
    const next = await sender.background(later);
    const [first, second] = await arrivals(2);
    await next.stop();
    expect(second?.headers["x-mlflow-delivery-id"]).toBe(first?.headers["x-mlflow-delivery-id"]);
    expect(second?.text).toBe(first?.text);
  });
});

describe("a trial", () => {
  beforeEach(() => open());

  test("sends an example of the event that was asked for, and tells what came of it", async () => {
    const { webhook } = await hook({
      events: [event("REGISTERED_MODEL"), event("PROMPT_TAG", "SET")],
    });
    const path = `webhooks/${webhook.webhook_id}/test`;
    expect((await ask("POST", path, {})).result).toEqual({
      success: true,
      response_status: 200,
      response_body: "heard",
    });
    status = 404;
    const tried = await ask("POST", path, { event: event("PROMPT_TAG", "SET") });
    expect(tried.result).toMatchObject({ success: false, response_status: 404 });
    expect(got.map(({ body }) => body["data"])).toEqual([
      {
        name: "example_model",
        tags: { example_key: "example_value" },
        description: "An example registered model",
      },
      { name: "example_prompt", key: "example_key", value: "example_value" },
    ]);
  });

  test("of a receiver that is not there says so without an error", async () => {
    const { webhook } = await hook();
    receiver.closeAllConnections();
    await new Promise((resolve) => receiver.close(resolve));
    const { result } = await ask("POST", `webhooks/${webhook.webhook_id}/test`, {});
    expect(result).toEqual({
      success: false,
      error_message: "Failed to test webhook: ECONNREFUSED",
    });
  });
});
