import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { connectAgent } from "./connect-agent.ts";

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function connectTo(listener: RequestListener, timeoutMs = 2000) {
  const made = createServer(listener);
  servers.push(made);
  await new Promise<void>((resolve) => made.listen(0, "127.0.0.1", resolve));
  return connectAgent(`http://127.0.0.1:${(made.address() as AddressInfo).port}/base/`, timeoutMs);
}

const answering = (text: string, status = 200): RequestListener => {
  return (request, response) => {
    request.resume();
    response.writeHead(status);
    response.end(text);
  };
};

test("sends the session and the text, and reads the whole answer", async () => {
  const heard: unknown[] = [];
  const reply = {
    messages: ["hello"],
    route: "greeting",
    calls: [{ name: "log", arguments: { a: 1 } }, { name: "ping" }],
    state: { x: 1 },
    cache: "hit",
    stages: [{ name: "cache", ms: 0.2, answered: true, note: "seen before" }],
    models: { intent: 2 },
    tokens: 12,
  };
  const agent = await connectTo((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8");
    });
    request.on("end", () => {
      heard.push([request.method, request.url, text === "" ? "" : JSON.parse(text)]);
      response.end(JSON.stringify(request.url?.endsWith("/say") ? reply : {}));
    });
  });
  expect(await agent.health(1000)).toMatchObject({ ready: true });
  await agent.open("s1", { cache: "cold" });
  const { tokens: _tokens, ...known } = reply;
  expect(await agent.say("s1", "Grüße")).toEqual({
    ...known,
    calls: [
      { name: "log", arguments: { a: 1 } },
      { name: "ping", arguments: {} },
    ],
    ms: expect.any(Number),
  });
  await agent.close("s1", 1000);
  agent.end();
  expect(heard).toEqual([
    ["GET", "/base/health", ""],
    ["POST", "/base/dialogue/open", { session: "s1", given: { cache: "cold" } }],
    ["POST", "/base/dialogue/say", { session: "s1", text: "Grüße" }],
    ["POST", "/base/dialogue/close", { session: "s1" }],
  ]);
});

test.each([
  ["<html>Bad Gateway</html>", 200, 'it is not JSON; it begins "<html>Bad Gateway</html>"'],
  ["", 200, 'it is not JSON; it begins ""'],
  ["{}", 500, 'its status is 500; it begins "{}"'],
  ["[]", 200, "expected keys with values; got a list"],
  ["{}", 200, "messages: expected a list; got nothing"],
  ['{"messages":[1]}', 200, "messages.0: expected text; got a number"],
  ['{"messages":[],"route":3}', 200, "route: expected text; got a number"],
  ['{"messages":[],"cache":"maybe"}', 200, "cache: expected one of"],
  ['{"messages":[],"stages":[{"name":"a"}]}', 200, "stages.0.ms: expected a number; got nothing"],
  [
    '{"messages":[],"stages":[{"name":"a","ms":1,"answered":true},{"name":"b","ms":1,"answered":true}]}',
    200,
    "stages: more than one stage says that it answered",
  ],
  [`${"x".repeat(200)}y`, 200, `it begins "${"x".repeat(200)}"`],
])("takes %s with status %i for nonsense", async (text, status, message) => {
  const agent = await connectTo(answering(text, status));
  const saying = agent.say("s", "hi");
  await expect(saying).rejects.toMatchObject({ code: "DIALOGUES_ANSWER_INVALID", exit: 3 });
  await expect(saying).rejects.toThrow('the agent\'s answer to "hi" (POST /dialogue/say) is not');
  await expect(saying).rejects.toThrow(message);
  agent.end();
});

test("says why there is no answer", async () => {
  const slow = await connectTo((request) => void request.resume(), 100);
  await expect(slow.say("s", "hi")).rejects.toThrow(
    'the agent did not answer "hi" (POST /dialogue/say): nothing within 100 ms',
  );
  const cut = await connectTo((request) => void request.socket.destroy());
  await expect(cut.open("s", {})).rejects.toThrow("it closed the connection in the middle");
  const half = await connectTo((_, response) => {
    response.writeHead(200, { "content-length": "100" });
    response.write("{");
    setTimeout(() => response.destroy(), 20);
  });
  await expect(half.open("s", {})).rejects.toThrow("it closed the connection in the middle");
  const dripping = await connectTo((_, response) => {
    response.write("{");
  }, 100);
  await expect(dripping.open("s", {})).rejects.toThrow("nothing within 100 ms");
  const nobody = connectAgent("http://127.0.0.1:1", 1000);
  await expect(nobody.open("s", {})).rejects.toThrow("nothing listens at its address");
  expect(await nobody.health(1000)).toEqual({
    ready: false,
    reason: "nothing listens at its address",
  });
});

test("keeps its connection between turns", async () => {
  const ports = new Set<number | undefined>();
  const agent = await connectTo((request, response) => {
    ports.add(request.socket.remotePort);
    request.resume().on("end", () => response.end('{"messages":[]}'));
  });
  for (let turn = 0; turn < 5; turn += 1) await agent.say("s", "hi");
  agent.end();
  expect(ports.size).toBe(1);
  await expect(agent.say("s", "hi")).rejects.toThrow("the run has ended");
});

test("refuses what is no address", () => {
  expect(() => connectAgent("localhost:8000", 1000)).toThrow(
    '"localhost:8000" is no address of an agent',
  );
});

test("an answer may have 4 MiB, and not a byte more", async () => {
  const most = 4 * 1024 * 1024;
  const answerOf = (bytes: number) => `{"messages":["${"x".repeat(bytes - 17)}"]}`;
  const whole = await connectTo(answering(answerOf(most)), 10_000);
  expect((await whole.say("s", "hi")).messages[0]).toHaveLength(most - 17);
  whole.end();
  const long = await connectTo(answering(answerOf(most + 1)), 10_000);
  await expect(long.say("s", "hi")).rejects.toThrow(
    `the agent did not answer "hi" (POST /dialogue/say): its answer is longer than ${most} bytes`,
  );
  long.end();
});

test("an agent by a name of several addresses is told like any other, as is one that is not well", async () => {
  const nobody = connectAgent("http://localhost:1", 1000);
  expect(await nobody.health(1000)).toEqual({
    ready: false,
    reason: "nothing listens at its address",
  });
  const ill = await connectTo(answering("no", 503));
  expect(await ill.health(1000)).toMatchObject({
    ready: false,
    reason: expect.stringContaining("503"),
  });
  ill.end();
});
