import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { type AskRegistry, askRegistry } from "#test/ask-registry";
import { openTestServer, type TestServer } from "#test/open-store";

let server: TestServer;
let receiver: Server;
let url: string;
let status: number;
let signatures: unknown[];
let now = 1000;
let ok: AskRegistry["ok"];
let refused: AskRegistry["refused"];
beforeAll(async () => {
  receiver = createServer((request, response) => {
    signatures.push(request.headers["x-mlflow-signature"]);
    request.resume().on("end", () => response.writeHead(status).end("heard"));
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  server = await openTestServer({
    slices: ["lineage", "artifacts", "runs", "models"],
    settings: { webhooks: { schemes: ["http"], privateAddresses: true, attempts: 1 } },
    clock: { ...systemClock, now: () => now },
  });
  ({ ok, refused } = askRegistry(server));
});
afterAll(async () => {
  await server.close();
  receiver.closeAllConnections();
  receiver.close();
});
beforeEach(async () => {
  status = 200;
  signatures = [];
  await server.context.database.write(async (tx) => {
    for (const table of ["webhook_events", "webhooks"]) await tx.run(`DELETE FROM models_${table}`);
  });
});

const EVENTS = [{ entity: "PROMPT", action: "CREATED" }];
const make = async (more: object = {}) =>
  (await ok("POST", "webhooks", { name: "w", url, events: EVENTS, ...more })).webhook;
const change = async (id: string, more: object) =>
  (await ok("PATCH", `webhooks/${id}`, more)).webhook;
const attempt = async (id: string) => (await ok("POST", `webhooks/${id}/test`, {})).result;
const problem = async (more: object) => {
  const [code, , message] = await refused("POST", "webhooks", {
    ...{ name: "w", url, events: EVENTS },
    ...more,
  });
  return [code, message];
};

test("names, descriptions, secrets and lists of events are taken up to their limits", async () => {
  const events = Array.from({ length: 100 }, () => EVENTS[0]);
  for (const name of ["x", "x".repeat(63), "a-b.c_9"]) await make({ name });
  await make({ description: "d".repeat(1000), secret: "s".repeat(1000), events });
  const named = (name: string) => [
    400,
    `Webhook name ${JSON.stringify(name)} is invalid: expected 1 to 63 letters, digits, dots, underscores and hyphens, with a letter or digit at both ends`,
  ];
  for (const name of ["x".repeat(64), "-", "a-", ".a", "a b"])
    expect(await problem({ name })).toEqual(named(name));
  expect(await problem({ description: "d".repeat(1001) })).toEqual([
    400,
    "the description is longer than 1000 characters",
  ]);
  expect(await problem({ secret: "s".repeat(1001) })).toEqual([
    400,
    "the secret is longer than 1000 characters",
  ]);
  expect(await problem({ events: [] })).toEqual([
    400,
    "a webhook needs events: Webhook events cannot be empty",
  ]);
  expect((await problem({ events: [...events, EVENTS[0]] }))[1]).toContain(
    "'events' supplied: at most 100 are allowed",
  );
  expect(await problem({ events: [{ entity: "PROMPT_TAG", action: "CREATED" }] })).toEqual([
    400,
    "Invalid action 'created' for entity 'prompt_tag'. Valid actions are: set, deleted",
  ]);
  for (const one of [{ entity: "PROMPT" }, { action: "CREATED" }])
    expect((await problem({ events: [one] }))[0]).toBe(400);
});

test("there are a thousand webhooks at most", async () => {
  await server.context.database.write(async (tx) => {
    for (let i = 0; i < 999; i += 1)
      await tx.run(
        `INSERT INTO models_webhooks (id, name, url, description, status, secret, created_at, updated_at, number)
          VALUES (?, 'w', '', '', 'ACTIVE', NULL, 1, 1, ?)`,
        ...[`w${i}`, i],
      );
  });
  await make();
  expect(await problem({})).toEqual([400, "there are 1000 webhooks already; delete some"]);
});

test("each of its facts is changed by itself, and the rest stays", async () => {
  const made = await make({ description: "d" });
  expect(made.last_updated_timestamp).toBe(now);
  let before = made;
  for (const more of [
    { name: "other" },
    { url: `${url}/2` },
    { description: "e" },
    { status: "DISABLED" },
    { events: [{ entity: "PROMPT_TAG", action: "SET" }, ...EVENTS] },
  ]) {
    const after = await change(made.webhook_id, more);
    const last_updated_timestamp = before.last_updated_timestamp + 1;
    expect(after).toEqual({ ...before, ...more, last_updated_timestamp });
    before = after;
  }
  now += 5000;
  // As MLflow has it: what is empty is left out.
  expect(await change(made.webhook_id, { events: [], description: "" })).toEqual({
    ...before,
    last_updated_timestamp: now,
  });
  for (const [method, path] of [
    ["GET", "webhooks/none"],
    ["PATCH", "webhooks/none"],
    ["DELETE", "webhooks/none"],
    ["POST", "webhooks/none/test"],
  ] as const)
    expect(await refused(method, path)).toEqual([
      404,
      "RESOURCE_DOES_NOT_EXIST",
      "Webhook with ID none not found.",
    ]);
});

test("its secret stays until there is another, and signs nothing where nobody can read it any more", async () => {
  const { webhook_id: id } = await make({ secret: "one" });
  const signed = async () => {
    expect(await attempt(id)).toMatchObject({ success: true });
    return signatures.at(-1);
  };
  const secret = async () =>
    (await server.context.database.all("SELECT secret FROM models_webhooks"))[0];
  const first = await secret();
  expect(await signed()).toMatch(/^v1,/);
  await change(id, { name: "other" });
  await change(id, { secret: "" });
  expect(await secret()).toEqual(first);
  await change(id, { secret: "two" });
  expect(await secret()).not.toEqual(first);
  await server.context.database.write((tx) => tx.run("UPDATE models_webhooks SET secret = 'lost'"));
  expect(await signed()).toBeUndefined();
  const { webhook_id: plain } = await make({ secret: "" });
  expect(await attempt(plain)).toMatchObject({ success: true });
  expect(signatures.at(-1)).toBeUndefined();
});

test("a trial succeeds where it is answered with 200 to 299", async () => {
  const { webhook_id: id } = await make();
  for (const [code, success] of [
    [200, true],
    [299, true],
    [300, false],
    [404, false],
  ] as const) {
    status = code;
    expect(await attempt(id)).toEqual({ success, response_status: code, response_body: "heard" });
  }
});

test("a page that holds all webhooks has no token", async () => {
  for (const name of ["a", "b"]) await make({ name });
  const page = (more: object) => ok("GET", "webhooks", more);
  const whole = await page({ max_results: 2 });
  expect(whole.webhooks.map(({ name }: { name: string }) => name)).toEqual(["b", "a"]);
  expect(whole).not.toHaveProperty("next_page_token");
  const first = await page({ max_results: 1 });
  const second = await page({ max_results: 1, page_token: first.next_page_token });
  expect(second).toEqual({ webhooks: [whole.webhooks[1]] });
  expect((await page({})).webhooks).toHaveLength(2);
  expect((await refused("GET", "webhooks", { max_results: 1001 }))[0]).toBe(400);
});

test("a number stands for a word, in the order of MLflow's enums", async () => {
  const events = [
    { entity: 1, action: 1 },
    { entity: 3, action: 4 },
    { entity: 9, action: 3 },
    { entity: 10, action: 5 },
  ];
  expect((await make({ events, status: 2 })).events).toEqual([
    { entity: "REGISTERED_MODEL", action: "CREATED" },
    { entity: "MODEL_VERSION_TAG", action: "SET" },
    { entity: "PROMPT_ALIAS", action: "DELETED" },
    { entity: "BUDGET_POLICY", action: "EXCEEDED" },
  ]);
});
