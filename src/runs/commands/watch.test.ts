import { PassThrough } from "node:stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createOutput } from "#ground/cli";
import { systemClock } from "#ground/clock";
import { fail, GROUND_ERRORS } from "#ground/errors";
import { openTestServer, type TestServer } from "#test/open-store";
import { runBody } from "#test/run-body";
import { streamEvents } from "#test/stream-events";
import { type CommandTyped, typeCommands } from "#test/type-command";
import { commands } from "../commands.ts";

type Client = TestServer["client"];
const API = "/api/fettle/1/runs";
const events = streamEvents();
let server: TestServer;
beforeEach(async () => {
  server = await openTestServer({
    slices: ["lineage", "trash", "artifacts", "runs", events.slice],
  });
});
afterEach(() => server.close());

/** A run whose id begins with its letter, eight times. */
async function begin(letter: string, more: object = {}): Promise<string> {
  const id = letter.repeat(32).slice(-32);
  await server.client.post(API, runBody({ id, name: `run-${letter}`, ...more }));
  return id;
}
const end = (id: string, status = "FINISHED") =>
  server.client.post(`${API}/${id}/end`, { status, endedAt: 1090 });
const log = (run_id: string, value: number, step: number) =>
  server.client.post("/api/2.0/mlflow/runs/log-metric", {
    ...{ run_id, key: "loss", value, timestamp: 1, step },
  });

/** A watch that goes on, and what it has said. */
type Watching = {
  readonly done: Promise<CommandTyped>;
  said(): string;
  /** Resolves when it has said so many lines. */
  lines(count: number): Promise<void>;
  stop(): void;
  readonly slept: number[];
};

function watch(
  words: readonly string[],
  { screen = false, json = false, client = server.client as Client } = {},
): Watching {
  const out = Object.assign(new PassThrough(), { isTTY: screen });
  const stop = new AbortController();
  let said = "";
  const waiting = new Map<number, () => void>();
  out.on("data", (chunk: Buffer) => {
    said += String(chunk);
    for (const [count, resolve] of waiting) if (said.split("\n").length > count) resolve();
  });
  const slept: number[] = [];
  const type = typeCommands(
    commands,
    () => ({ folder: server.folder, client }),
    () => ({
      output: createOutput({ stdout: out, stderr: out, json, clock: systemClock }),
      signal: stop.signal,
      clock: {
        ...systemClock,
        sleep: (ms, signal) => {
          slept.push(ms);
          return systemClock.sleep(1, signal);
        },
      },
    }),
  );
  return {
    done: type("watch", ...words),
    said: () => said,
    lines(count) {
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.set(count, resolve);
      if (said.split("\n").length > count) resolve();
      return promise;
    },
    stop: () => stop.abort(),
    slept,
  };
}

const EMPTY = { data: null, streamed: true };

test("the project's runs are lines, the oldest first, and only what changed is told again", async () => {
  await end(await begin("a"));
  await begin("b", { startedAt: 1001 });
  await begin("c", { project: "other" });
  const watching = watch([]);
  await watching.lines(2);
  await end("b".repeat(32), "FAILED");
  await watching.lines(3);
  const ended = watching.done.then(() => "ended");
  expect(await Promise.race([ended, "goes on"])).toBe("goes on");
  watching.stop();
  const { said: _, ...result } = await watching.done;
  expect(result).toEqual(EMPTY);
  expect(watching.said()).toBe(
    [
      "aaaaaaaa  run-a  FINISHED  90 ms",
      "bbbbbbbb  run-b  RUNNING",
      "bbbbbbbb  run-b  FAILED  89 ms\n",
    ].join("\n"),
  );
});

test("of an experiment its own runs alone are told, the latest twenty, as JSON where asked", async () => {
  for (let i = 0; i < 21; i += 1)
    await begin(String(10 + i), { startedAt: 1000 + i, experiment: "mine" });
  await begin("f", { startedAt: 2000 });
  const watching = watch(["--experiment", "mine"], { json: true, screen: true });
  await watching.lines(20);
  watching.stop();
  await watching.done;
  const told = watching.said().trimEnd().split("\n");
  const rows = told.map((line) => JSON.parse(line) as { name: string });
  expect(rows.map(({ name }) => name)).toEqual(
    Array.from({ length: 20 }, (_, i) => `run-${11 + i}`),
  );
  const list = await server.client.get<{ runs: unknown[] }>(API, { experiment: "mine", limit: 1 });
  expect(rows.at(-1)).toEqual(list.runs[0]);
});

test("on a terminal the list is drawn over the one before", async () => {
  await end(await begin("a"));
  const watching = watch([], { screen: true });
  await watching.lines(2);
  await begin("b", { startedAt: 2000 });
  await watching.lines(5);
  watching.stop();
  await watching.done;
  const head = "run       name   status    started                  took   commit\n";
  const a = "aaaaaaaa  run-a  FINISHED  1970-01-01 00:00:01 UTC  90 ms  none\n";
  const b = "bbbbbbbb  run-b  RUNNING   1970-01-01 00:00:02 UTC  -      none\n";
  expect(watching.said()).toBe(`${head}${a}\u001b[2A\u001b[J${head}${b}${a}`);
});

test("a run tells each step once, then its outcome, and the exit is the outcome's", async () => {
  const id = await begin("a");
  await log(id, 0.5, 1);
  const watching = watch([id]);
  await watching.lines(1);
  await log(id, 0.25, 2);
  await watching.lines(2);
  await end(id, "KILLED");
  const { said: _, ...result } = await watching.done;
  expect(watching.said()).toBe(
    "step 1  loss 0.5\nstep 2  loss 0.25\nKILLED\naaaaaaaa  run-a  KILLED  90 ms  loss 0.25\n",
  );
  const run = await server.client.get(`${API}/${id}`);
  expect(result).toEqual({ data: run, streamed: true, exit: 1 });
});

test("a run that logs nothing is told when it is over, and as JSON also when it begins", async () => {
  const id = await begin("a");
  await begin("b");
  const [text, json] = [watch(["run-a"]), watch(["run-a"], { json: true, screen: true })];
  await json.lines(1);
  await begin("c");
  await end(id);
  expect((await text.done).exit).toBe(0);
  await json.done;
  // Whether the text's first look came before the end is not known: its status is told where it saw both.
  expect(text.said().replace(/^FINISHED\n/, "")).toBe("aaaaaaaa  run-a  FINISHED  90 ms\n");
  const told = { id, name: "run-a", metrics: [] };
  expect(
    json
      .said()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line)),
  ).toEqual([
    { ...told, status: "RUNNING", endedAt: null, exitCode: null },
    { ...told, status: "FINISHED", endedAt: 1090, exitCode: null },
  ]);
});

test("on a terminal a run's metrics are drawn over the ones before", async () => {
  const id = await begin("a");
  const watching = watch(["run-a"], { screen: true });
  await watching.lines(2);
  await log(id, 0.5, 1);
  await watching.lines(5);
  await end(id);
  await watching.done;
  const table = "  metric  last  min  max  step  points\n  loss    0.5   0.5  0.5     1       1\n";
  expect(watching.said()).toBe(
    [
      "aaaaaaaa  run-a  RUNNING\n  no metrics yet\n",
      `\u001b[2A\u001b[Jaaaaaaaa  run-a  RUNNING\n${table}`,
      `\u001b[3A\u001b[Jaaaaaaaa  run-a  FINISHED  90 ms\n${table}`,
    ].join(""),
  );
});

test("who stops watching a run learns no outcome", async () => {
  const id = await begin("a");
  await log(id, 0.5, 1);
  const watching = watch([id]);
  await watching.lines(1);
  watching.stop();
  const { said: _, ...result } = await watching.done;
  expect([result, watching.slept]).toEqual([EMPTY, []]);
});

test("a run that is not there, or is no more, ends the watch with that", async () => {
  await expect(watch(["nobody"]).done).rejects.toMatchObject({ code: "RUNS_UNKNOWN" });
  const id = await begin("a");
  await log(id, 0.5, 1);
  const watching = watch([id]);
  await watching.lines(1);
  await server.context.database.write((tx) => tx.run("UPDATE runs_run SET id = 'gone'"));
  server.context.events.publish("runs");
  await expect(watching.done).rejects.toMatchObject({ code: "RUNS_UNKNOWN" });
});

test("a server that went away is asked again a second later, and a failure in passing ends nothing", async () => {
  const id = await begin("a");
  await log(id, 0.5, 1);
  let failures = 0;
  const away = (address: string) =>
    fail(GROUND_ERRORS, "SERVER_UNREACHABLE", { address, reason: "it is away" });
  const client = {
    ...server.client,
    api: () => {
      const { get } = server.client.api();
      const patchy = async (path: never, options: never) => {
        failures -= 1;
        if (failures === 0) throw away("here");
        return get(path, options);
      };
      return { get: patchy };
    },
  } as unknown as Client;
  const watching = watch([id], { client });
  await watching.lines(1);
  await log(id, 0.25, 2);
  await watching.lines(2);
  failures = 1;
  events.hangUp();
  // The question after the pause fails, the one when the stream is open again is answered.
  await end(id);
  expect(await watching.done).toMatchObject({ exit: 0 });
  expect(watching.slept).toEqual([1000]);
  expect(watching.said()).toContain("step 2  loss 0.25\nFINISHED\naaaaaaaa");
});

test("what happens during a look is looked at once more, and no two looks go on at a time", async () => {
  await begin("a");
  const looks: PromiseWithResolvers<void>[] = [];
  const heard: string[] = [];
  const all = Promise.withResolvers<void>();
  let asked = Promise.withResolvers<void>();
  const client = {
    ...server.client,
    api: () => {
      const { get } = server.client.api();
      const slow = async (path: never, options: never) => {
        const answer = await get(path, options);
        const gate = Promise.withResolvers<void>();
        looks.push(gate);
        asked.resolve();
        await gate.promise;
        return answer;
      };
      return { get: slow };
    },
    events: ((topics, listener, ...rest) =>
      server.client.events(
        topics,
        (topic, data) => {
          listener(topic, data);
          heard.push(topic);
          // The list's own topic is told four times a second at most: what is told of c comes last.
          if (heard.filter((one) => one === "runs").length === 2) all.resolve();
        },
        ...rest,
      )) as Client["events"],
  } as unknown as Client;
  const watching = watch([], { client });
  await asked.promise;
  for (const letter of ["b", "c"]) await begin(letter, { startedAt: 2000 });
  await all.promise;
  expect([looks.length, heard]).toEqual([1, expect.arrayContaining([`runs/${"c".repeat(32)}`])]);
  asked = Promise.withResolvers<void>();
  looks[0]?.resolve();
  await asked.promise;
  looks[1]?.resolve();
  await watching.lines(3);
  watching.stop();
  await watching.done;
  expect([looks.length, watching.said().match(/run-./g)]).toEqual([2, ["run-a", "run-c", "run-b"]]);
});
