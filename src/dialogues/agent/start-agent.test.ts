import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Project } from "#ground/config";
import { connectAgent } from "./connect-agent.ts";
import { startAgent } from "./start-agent.ts";

const folder = mkdtempSync(join(tmpdir(), "fettle-agent-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const AGENT = `"${process.execPath}" "${resolve("test/support/tiny-agent.ts")}"`;
const project: Project = {
  name: "shop",
  root: folder,
  file: join(folder, "fettle.yaml"),
  store: folder,
  found: { folder },
  serverUrl: undefined,
  settings: () => {
    throw new Error("no settings here");
  },
};

function start(command: string, more: { readyWithinMs?: number; signal?: AbortSignal } = {}) {
  return startAgent({
    project,
    command,
    models: { "my-intent": 3 },
    server: { url: "http://127.0.0.1:5000", token: "secret" },
    signal: more.signal ?? new AbortController().signal,
    readyWithinMs: more.readyWithinMs ?? 10_000,
  });
}

const answers = (url: string) =>
  fetch(`${url}/health`).then(
    () => true,
    () => false,
  );

test("starts an agent, waits until it is ready and stops it", async () => {
  const agent = await start(`AGENT_BEGIN=late ${AGENT}`);
  expect(await answers(agent.url)).toBe(true);
  expect(agent.exited()).toBe(false);
  expect(agent.lastWords()).toMatch(/^agent on \d+$/);
  await agent.stop();
  expect(agent.exited()).toBe(true);
  expect(await answers(agent.url)).toBe(false);
});

test("hands over the versions, the server and its token", async () => {
  const agent = await start(
    `echo "$PWD $FETTLE_MODEL_MY_INTENT $MLFLOW_TRACKING_URI $MLFLOW_TRACKING_TOKEN"; ${AGENT}`,
  );
  expect(agent.lastWords().split("\n")[0]).toContain(" 3 http://127.0.0.1:5000 secret");
  expect(agent.lastWords()).toContain(folder.split("/").at(-1));
  await agent.stop();
});

test("shows the last words of one that ends before it is ready", async () => {
  await expect(start(`AGENT_BEGIN=die ${AGENT}`)).rejects.toMatchObject({
    code: "DIALOGUES_AGENT_ENDED",
    exit: 3,
    message: expect.stringMatching(
      /ended with exit code 3 .*last words:\nagent on \d+\ncannot load the model$/s,
    ),
  });
  await expect(start("exit 0")).rejects.toThrow("exit code 0 before it was ready; it said nothing");
});

test("gives up on one that does not listen, and leaves nothing running", async () => {
  const pid = join(folder, "pid");
  await expect(
    start(`echo $$ > "${pid}"; echo loading; AGENT_BEGIN=deaf exec ${AGENT}`, {
      readyWithinMs: 400,
    }),
  ).rejects.toMatchObject({
    code: "DIALOGUES_AGENT_NOT_READY",
    message: expect.stringContaining(
      "within 400 ms: nothing listens at its address; its last words:\nloading",
    ),
  });
  expect(() => process.kill(Number(readFileSync(pid, "utf8")), 0)).toThrow("ESRCH");
});

test("stops at once when the signal fires", async () => {
  const controller = new AbortController();
  const starting = start(`AGENT_BEGIN=deaf ${AGENT}`, { signal: controller.signal });
  setTimeout(() => controller.abort(new Error("Ctrl-C")), 150);
  await expect(starting).rejects.toThrow("Ctrl-C");
});

test("the agent of the guide speaks the protocol", async () => {
  const guide = readFileSync(resolve("docs/guide/dialogues.md"), "utf8");
  const code = /```ts\n(.*?)```/s.exec(guide)?.[1] ?? "";
  writeFileSync(join(folder, "agent.ts"), code);
  const agent = await start("node agent.ts");
  const connection = connectAgent(agent.url, 2000);
  await connection.open("s1", {});
  expect(await connection.say("s1", "What does it cost?")).toMatchObject({
    route: "price",
    state: { turns: 1 },
  });
  await connection.close("s1", 2000);
  connection.end();
  await agent.stop();
});
