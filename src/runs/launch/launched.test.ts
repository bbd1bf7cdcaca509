import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Context, createOutput } from "#ground/cli";
import { systemClock } from "#ground/clock";
import { loadProject } from "#ground/config";
import { fail, GROUND_ERRORS } from "#ground/errors";
import { callerOf } from "#ground/wire";
import { openTestServer, type TestServer } from "#test/open-store";
import { runsSection } from "../config.ts";
import type { RunList } from "../model.ts";
import { launchRun } from "./index.ts";

type Client = TestServer["client"];
let server: TestServer;
let folder: string;
let said: PassThrough;
beforeEach(async () => {
  server = await openTestServer({ slices: ["lineage", "artifacts", "runs"] });
  folder = mkdtempSync(join(tmpdir(), "fettle-launched-"));
  writeFileSync(join(folder, "fettle.yaml"), "project: shop\n");
  said = new PassThrough();
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const launch = (
  command: readonly string[],
  { client = server.client, now }: { client?: Client; now?: () => number } = {},
) => {
  const context: Context = {
    cwd: folder,
    store: undefined,
    clock: { ...systemClock, now: now ?? systemClock.now },
    output: createOutput({ stdout: said, stderr: said, json: false, clock: systemClock }),
    signal: new AbortController().signal,
    project: async () => loadProject({ cwd: folder, sections: [runsSection], env: {} }),
    server: async () => client,
  };
  const typed = { name: undefined, experiment: "e1", data: [], notebook: undefined };
  return launchRun({ ...typed, params: {}, tags: {}, command }, context);
};
const listed = async () => (await server.client.get<RunList>("/api/fettle/1/runs")).runs;

test("a command finds its run, its experiment and the server in its environment", async () => {
  const words = ["URI", "TOKEN"].map((name) => `$MLFLOW_TRACKING_${name}`);
  const script = `echo "\${MLFLOW_RUN_ID-none} $FETTLE_RUN_ID $MLFLOW_EXPERIMENT_NAME ${words.join(" ")}" > env`;
  const { run, url, exitCode } = await launch(["sh", "-c", script]);
  expect(readFileSync(join(folder, "env"), "utf8").trim()).toBe(
    ["none", run.id, "e1", server.url, server.context.passes.give(run.id)].join(" "),
  );
  expect([url, exitCode]).toEqual([server.url, 0]);
});

test("a run begins before its command and ends after it", async () => {
  const now = () => (existsSync(join(folder, "ran")) ? 9000 : 5000);
  const { run } = await launch(["sh", "-c", "touch ran"], { now });
  expect(run).toMatchObject({ startedAt: 5000, endedAt: 9000 });
});

test("a program that is missing is told by its name, before there is a run", async () => {
  await expect(launch(["no-such-program", "x"])).rejects.toMatchObject({
    code: "PROGRAM_MISSING",
    facts: { program: "no-such-program" },
  });
  expect(await listed()).toEqual([]);
});

test("a program that can't be started leaves a run that failed", async () => {
  const file = join(folder, "broken");
  writeFileSync(file, "#!/no/such/interpreter\n", { mode: 0o755 });
  await expect(launch(["./broken"])).rejects.toThrow();
  expect(await listed()).toMatchObject([{ status: "FAILED", command: ["./broken"] }]);
  const [run] = await listed();
  expect(await server.client.get(`/api/fettle/1/runs/${run?.id}`)).toMatchObject({ exitCode: 127 });
});

test("an end that the server refuses is told with the outcome, and the command ran all the same", async () => {
  const client = {
    ...server.client,
    api: () =>
      callerOf(async (_, path, { body }) => {
        if (path.endsWith("/end")) throw fail(GROUND_ERRORS, "REQUEST_INVALID", { problem: "no" });
        return server.client.post(path, body);
      }),
  } as unknown as Client;
  await expect(launch(["sh", "-c", "touch ran; exit 3"], { client })).rejects.toMatchObject({
    code: "RUNS_END_UNRECORDED",
    facts: { status: "FAILED", exitCode: 3, id: expect.stringMatching(/^[0-9a-f]{32}$/) },
  });
  expect(existsSync(join(folder, "ran"))).toBe(true);
});

test("a server that came back elsewhere is warned of, with both addresses", async () => {
  const address = { ...server.client.address };
  const client = {
    ...server.client,
    get address() {
      return existsSync(join(folder, "moved")) ? { ...address, url: "http://elsewhere" } : address;
    },
  } as Client;
  const { url } = await launch(["sh", "-c", "touch moved"], { client });
  expect(url).toBe("http://elsewhere");
  expect(String(said.read())).toContain(
    `warning: the server came back at http://elsewhere instead of ${server.url}; what the command logged in between is missing\n`,
  );
});
