import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Context, createOutput } from "#ground/cli";
import { systemClock } from "#ground/clock";
import { loadProject } from "#ground/config";
import { git } from "#ground/git";
import { openTestServer, type TestServer } from "#test/open-store";
import { runsSection } from "../config.ts";
import type { RunList } from "../model.ts";
import type { Launch } from "./describe.ts";
import { launchRun, launchText } from "./index.ts";

let server: TestServer;
let folder: string;
let said: PassThrough;
beforeEach(async () => {
  server = await openTestServer({ slices: ["lineage", "artifacts", "runs"] });
  folder = mkdtempSync(join(tmpdir(), "fettle-launch-"));
  writeFileSync(join(folder, "fettle.yaml"), "project: shop\n");
  mkdirSync(join(folder, "training"));
  said = new PassThrough();
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

function contextOf(signal = new AbortController().signal, cwd = folder): Context {
  return {
    cwd,
    store: undefined,
    clock: systemClock,
    output: createOutput({ stdout: said, stderr: said, json: false, clock: systemClock }),
    signal,
    project: async () => loadProject({ cwd, sections: [runsSection], env: {} }),
    server: async () => server.client,
  };
}

const launch = (...command: string[]): Launch => ({
  name: undefined,
  experiment: undefined,
  data: [],
  notebook: undefined,
  params: {},
  tags: {},
  command,
});
const sh = (text: string): Launch => launch("sh", "-c", text);
const total = async () => (await server.client.get<RunList>("/api/fettle/1/runs")).total;

test("records how a command ended: its exit code, a signal, a crash of its own", async () => {
  const end = async (text: string) => {
    const { run, exitCode } = await launchRun(sh(text), contextOf());
    return [run.status, run.exitCode, exitCode];
  };
  expect(await end("true")).toEqual(["FINISHED", 0, 0]);
  expect(await end("exit 7")).toEqual(["FAILED", 7, 7]);
  expect(await end("kill -9 $$")).toEqual(["KILLED", 137, 137]);
  expect(await end("kill -SEGV $$")).toEqual(["FAILED", 139, 139]);
});

test("hands the person's own signal to all its processes, and leaves none running", async () => {
  const stop = new AbortController();
  const running = launchRun(
    sh(
      `exec 2>/dev/null; trap 'exit 3' INT; sleep 60 & echo $! > pid; while true; do sleep 0.05; done`,
    ),
    contextOf(stop.signal),
  );
  while (!existsSync(join(folder, "pid"))) await sleep(10);
  stop.abort(new Error("stopped by SIGINT"));
  expect((await running).run).toMatchObject({ status: "KILLED", exitCode: 3 });
  const pid = readFileSync(join(folder, "pid"), "utf8").trim();
  // A dead process that its new parent has not looked at yet is listed as Z.
  const state = () =>
    spawnSync("ps", ["-o", "stat=", "-p", pid], { encoding: "utf8" }).stdout.trim();
  while (/^[^Z]/.test(state())) await sleep(10);
});

test("forwards SIGTERM as such", async () => {
  const stop = new AbortController();
  const running = launchRun(
    sh(
      "exec 2>/dev/null; trap 'exit 5' TERM; trap 'exit 4' INT; touch up; while true; do sleep 0.05; done",
    ),
    contextOf(stop.signal),
  );
  while (!existsSync(join(folder, "up"))) await sleep(10);
  stop.abort(new Error("stopped by SIGTERM"));
  expect((await running).exitCode).toBe(5);
});

test("records where the code and the data stood, in words relative to the project", async () => {
  for (const args of [
    ["init", "-q", "-b", "main"],
    ["add", "."],
    ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "first"],
  ])
    await git(folder, args);
  writeFileSync(join(folder, "fettle.yaml"), "project: shop # changed\n");
  writeFileSync(join(folder, "training", "rows.csv"), "a\n");
  const { run } = await launchRun(
    { ...sh("true"), data: ["rows.csv"], notebook: "rows.csv", params: { lr: "1" } },
    contextOf(undefined, join(folder, "training")),
  );
  expect(run).toMatchObject({
    commit: expect.stringMatching(/^[0-9a-f]{40}$/),
    branch: "main",
    dirty: true,
    folder: "training",
    notebook: "training/rows.csv",
    data: [{ path: "training/rows.csv", md5: "60b725f10c9c85c70d97880dfe8191b3", size: 2 }],
    params: { lr: "1" },
  });
});

test("without a repository says that the commit is none", async () => {
  const { run } = await launchRun(sh("true"), contextOf());
  expect(run.commit).toBeNull();
  expect(String(said.read())).toMatch(/the run is recorded with commit "none": .* git repository/);
});

test("makes no run for what cannot start", async () => {
  await expect(launchRun(launch("no-such-program"), contextOf())).rejects.toMatchObject({
    code: "PROGRAM_MISSING",
  });
  for (const missing of [{ data: ["nope.csv"] }, { notebook: "01.ipynb" }])
    await expect(launchRun({ ...sh("touch ran"), ...missing }, contextOf())).rejects.toMatchObject({
      status: 404,
    });
  await expect(
    launchRun(sh("touch ran"), contextOf(AbortSignal.abort(new Error("stopped by SIGINT")))),
  ).rejects.toThrow("stopped by SIGINT");
  expect([await total(), existsSync(join(folder, "ran"))]).toEqual([0, false]);
});

test("says how it ended, where to look, and that its command logged nothing", async () => {
  const launched = await launchRun({ ...sh("exit 2"), name: "rules" }, contextOf());
  expect(launchText(launched)).toEqual([
    expect.stringMatching(/^run rules: FAILED \(exit code 2\) in \d+ ms$/),
    `    fettle runs show ${launched.run.id.slice(0, 8)}   ${server.url}/runs/${launched.run.id}`,
    expect.stringContaining("no metric or parameter came from the command"),
  ]);
});
