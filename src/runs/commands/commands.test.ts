import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type CommandShape, createOutput } from "#ground/cli";
import { systemClock } from "#ground/clock";
import { newId } from "#ground/id";
import { openTestServer, type TestServer } from "#test/open-store";
import { streamEvents } from "#test/stream-events";
import type { TrashList } from "#trash";
import { commands } from "../commands.ts";

const API = "/api/fettle/1/runs";

let server: TestServer;
beforeEach(async () => {
  server = await openTestServer({
    slices: ["lineage", "trash", "artifacts", "runs", streamEvents().slice],
  });
});
afterEach(() => server.close());

/** Calls a command as the command line does, and gives its result with what it said meanwhile. */
async function type(
  name: string,
  args: object = {},
  flags: object = {},
  how: { json?: boolean; signal?: AbortSignal; out?: PassThrough } = {},
) {
  const out = how.out ?? new PassThrough();
  const command = commands.find((one) => one.name === name) as CommandShape;
  const unset = Object.fromEntries(
    Object.entries(command.flags).map(([key, flag]) => [
      key,
      flag.type === "boolean" ? false : flag.type === "strings" ? [] : undefined,
    ]),
  );
  const result = await command.run({ args, flags: { ...unset, ...flags }, rest: [] }, {
    clock: systemClock,
    signal: how.signal ?? new AbortController().signal,
    output: createOutput({
      stdout: out,
      stderr: out,
      json: how.json ?? false,
      clock: systemClock,
    }),
    project: async () => ({ name: "shop", root: server.folder }),
    server: async () => server.client,
  } as never);
  return { ...result, said: String(out.read() ?? "") };
}

async function record(name: string, status: "FINISHED" | "FAILED" | "" = "FINISHED") {
  const id = newId();
  await server.client.post(API, {
    id,
    project: "shop",
    experiment: "intents",
    name,
    startedAt: 1,
    command: ["true"],
    folder: ".",
    dirty: false,
    data: [],
  });
  if (status !== "") await server.client.post(`${API}/${id}/end`, { status, endedAt: 2 });
  return id;
}
const log = (run: string, value: number, step: number) =>
  server.client.post("/api/2.0/mlflow/runs/log-metric", {
    run_id: run,
    key: "loss",
    value,
    timestamp: 1,
    step,
  });

describe("deleting", () => {
  const inTrash = async () =>
    (await server.client.get<TrashList>("/api/fettle/1/trash")).items.map(({ name }) => name);

  test("moves runs and experiments to the trash", async () => {
    const id = await record("rules");
    await record("bayes");
    expect((await type("delete", { run: ["rules", id] })).text).toContain("rules\n");
    expect(await inTrash()).toEqual(["rules"]);
    await type("delete", { run: [] }, { experiment: ["intents"] });
    expect(await inTrash()).toEqual(["intents"]);
    await expect(record("late")).rejects.toMatchObject({ code: "RUNS_EXPERIMENT_DELETED" });
  });

  test("says what is missing", async () => {
    await expect(type("delete", { run: [] })).rejects.toMatchObject({ code: "USAGE" });
    await expect(type("delete", { run: [] }, { experiment: ["nope"] })).rejects.toMatchObject({
      code: "RUNS_EXPERIMENT_NAME_UNKNOWN",
    });
  });
});

describe("watching", () => {
  test("a run ends with it, by its outcome", async () => {
    await record("good");
    await record("bad", "FAILED");
    expect(await type("watch", { run: "good" })).toMatchObject({ exit: 0 });
    const bad = await type("watch", { run: "bad" });
    expect(bad).toMatchObject({ exit: 1, said: expect.stringContaining("bad  FAILED") });
  });

  test("a run tells its metrics as they come, as JSON lines where asked", async () => {
    const id = await record("slow", "");
    await log(id, 0.5, 1);
    const out = new PassThrough();
    const lines: { status: string; metrics: { last: number }[] }[] = [];
    const saw = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let rest = "";
    out.on("data", (chunk: Buffer) => {
      const parts = (rest + String(chunk)).split("\n");
      rest = parts.pop() ?? "";
      for (const part of parts) lines.push(JSON.parse(part));
      for (let i = 0; i < lines.length; i += 1) saw[i]?.resolve();
    });
    const watching = type("watch", { run: id }, {}, { json: true, out });
    await saw[0]?.promise;
    await log(id, 0.25, 2);
    await saw[1]?.promise;
    await server.client.post(`${API}/${id}/end`, { status: "FINISHED", endedAt: 9 });
    expect(await watching).toMatchObject({ exit: 0, streamed: true });
    expect(lines.map((line) => [line.status, line.metrics[0]?.last])).toEqual([
      ["RUNNING", 0.5],
      ["RUNNING", 0.25],
      ["FINISHED", 0.25],
    ]);
  });

  test("the project's runs goes on until it is stopped", async () => {
    await record("good");
    const stop = new AbortController();
    const out = new PassThrough();
    const seen: string[] = [];
    const saw = Promise.withResolvers<void>();
    out.on("data", (chunk: Buffer) => {
      seen.push(String(chunk));
      if (seen.join("").includes("late")) saw.resolve();
    });
    const watching = type("watch", {}, {}, { signal: stop.signal, out });
    while (seen.length === 0) await new Promise(setImmediate);
    await record("late");
    await saw.promise;
    stop.abort();
    await watching;
    expect(seen[0]).toMatch(/^[0-9a-f]{8} {2}good {2}FINISHED/);
  });
});
