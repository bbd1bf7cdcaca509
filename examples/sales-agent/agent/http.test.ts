import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readDataset } from "../training/dataset.ts";
import { loadModel } from "../training/model.ts";
import { trainModel } from "../training/train-model.ts";
import { createAgentServer } from "./http.ts";
import type { LoadedIntent } from "./model.ts";

const dataset = readDataset(new URL("../data/intents.csv", import.meta.url).pathname);
const model = loadModel(trainModel(dataset, { model: "bayes", epochs: 1, seed: 1 }));

let intent: LoadedIntent | undefined;
let server: Server;
let url: string;

beforeAll(async () => {
  server = createAgentServer(() => intent);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

async function post(path: string, body: unknown) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const response = await fetch(url + path, { method: "POST", body: text });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

test("is healthy only when a model is loaded, and says which", async () => {
  intent = undefined;
  expect((await fetch(`${url}/health`)).status).toBe(503);
  await post("/dialogue/open", { session: "early", given: {} });
  expect(await post("/dialogue/say", { session: "early", text: "so?" })).toMatchObject({
    status: 503,
    body: { error: "no model is loaded yet" },
  });
  intent = { name: "intent", version: 3, model };
  const health = await fetch(`${url}/health`);
  expect([health.status, await health.json()]).toEqual([
    200,
    { status: "ready", models: { intent: 3 } },
  ]);
});

test("speaks the dialogue protocol: open, say, close", async () => {
  intent = { name: "intent", version: 3, model };
  const session = "s-1";
  expect(await post("/dialogue/open", { session, given: { seats: 8 } })).toEqual({
    status: 200,
    body: {},
  });
  const { status, body } = await post("/dialogue/say", { session, text: "What does it cost?" });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    route: "price",
    calls: [{ name: "get_quote", arguments: { seats: 8, plan: "team" } }],
    state: { lead: { stage: "quoted" }, seats: 8, plan: "team" },
    cache: "miss",
    models: { intent: 3 },
  });
  expect(body["messages"]).toEqual([expect.stringContaining("$72")]);
  expect(body["stages"]).toContainEqual({
    name: "model",
    ms: expect.any(Number),
    answered: true,
    note: "intent@3: price 1.00",
  });
  expect(await post("/dialogue/close", { session })).toEqual({ status: 200, body: {} });
  expect((await post("/dialogue/say", { session, text: "hi" })).status).toBe(404);
});

test("conversations side by side know nothing of each other", async () => {
  intent = { name: "intent", version: 3, model };
  const sessions = Array.from({ length: 20 }, (_, at) => ({ session: `p-${at}`, seats: at + 1 }));
  const states = await Promise.all(
    sessions.map(async ({ session, seats }) => {
      await post("/dialogue/open", { session, given: {} });
      await post("/dialogue/say", { session, text: `price for ${seats} users` });
      return (await post("/dialogue/say", { session, text: "thanks!" })).body["state"];
    }),
  );
  expect(states).toMatchObject(sessions.map(({ seats }) => ({ seats })));
});

test("chats with a person who knows no protocol", async () => {
  intent = { name: "intent", version: 3, model };
  await post("/chat", { session: "tom", text: "How much for 3 people?" });
  expect(await post("/chat", { session: "tom", text: "yes please" })).toMatchObject({
    status: 200,
    body: { route: "trial", messages: [expect.stringContaining("14 days")] },
  });
});

test.each([
  ["/dialogue/say", { session: "nobody", text: "hi" }, 404, "no session nobody: open it first"],
  ["/dialogue/open", { session: "" }, 400, '"session": expected a text of 1 to 2000 characters'],
  ["/dialogue/open", { session: "x", given: { seat: 1 } }, 400, "given.seat is unknown"],
  ["/dialogue/open", { session: "x", given: [] }, 400, '"given": expected an object'],
  ["/chat", { session: "x", text: "a".repeat(2001) }, 400, '"text": expected a text'],
  ["/chat", "{", 400, "expected a JSON object"],
  ["/chat", `"${"a".repeat(70_000)}"`, 413, "expected at most 65536 bytes"],
  ["/nowhere", {}, 404, "nothing answers POST /nowhere"],
  ["/constructor", {}, 404, "nothing answers POST /constructor"],
])("%s refuses %.60j with %i", async (path, body, status, message) => {
  const refusal = await post(path, body);
  expect(refusal.status).toBe(status);
  expect(refusal.body["error"]).toContain(message);
});
