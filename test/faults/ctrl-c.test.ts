/** Ctrl-C at many moments: what was started is stopped, the exit code says so, and the project goes on. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { processesIn } from "#test/processes-in";
import { type Desk, finished, openDesk, type Typed } from "#test/type-fettle";

const isLinux = process.platform === "linux";

let desk: Desk;
beforeEach(() => {
  desk = openDesk();
});
afterEach(() => desk.close());

/** Types a command, and Ctrl-C as soon as it holds, or after so many milliseconds. */
async function interrupt(when: number | (() => boolean), ...words: string[]): Promise<Typed> {
  const child = desk.start(...words);
  const end = finished(child);
  if (typeof when === "number") await sleep(when);
  else while (!when() && child.exitCode === null) await sleep(5);
  child.kill("SIGINT");
  return end;
}

async function expectNobodyLeftIn(folder: string): Promise<void> {
  for (let i = 0; i < 100 && processesIn(folder).length > 0; i += 1) await sleep(50);
  expect(processesIn(folder)).toEqual([]);
}

test.runIf(isLinux).each([300, 900, 1800, 3200, 5000, 7500])(
  "Ctrl-C %i ms into the demo stops everything it started and leaves a usable folder",
  async (ms) => {
    const { code } = await interrupt(ms, "demo", "shop");
    expect([0, 130]).toContain(code);
    await expectNobodyLeftIn(join(desk.folder, "shop"));
    const doctor = await desk.type("doctor");
    expect(doctor.stderr).not.toContain("bug");
  },
);

test("Ctrl-C during fettle run ends the command it started, and the run is KILLED", async () => {
  writeFileSync(join(desk.folder, "fettle.yaml"), "project: shop\n");
  const started = () => readdirSync(desk.folder).includes("started");
  const script = "touch started; sleep 60 & wait";
  const { code } = await interrupt(started, "run", "--name", "long", "--", "sh", "-c", script);
  expect(code).toBe(130);
  if (isLinux) await expectNobodyLeftIn(desk.folder);
  const { stdout } = await desk.type("runs", "show", "long", "--json");
  expect(JSON.parse(stdout)).toMatchObject({ name: "long", status: "KILLED" });
});

test.runIf(isLinux)(
  "Ctrl-C during fettle test stops the agent, also one that is not ready yet",
  async () => {
    mkdirSync(join(desk.folder, "dialogues"));
    const hang = "dialogue: a\nturns: [{ user: hang, agent: { route: x } }]\n";
    writeFileSync(join(desk.folder, "dialogues", "a.yaml"), hang);
    const agent = `"${process.execPath}" "${resolve("test/support/tiny-agent.ts")}"`;
    for (const start of [agent, `AGENT_BEGIN=deaf ${agent}`]) {
      const settings = { timeout: "60s", agent: { start, readyWithin: "60s" } };
      writeFileSync(join(desk.folder, "fettle.yaml"), JSON.stringify({ dialogues: settings }));
      const agentRuns = () =>
        processesIn(desk.folder).some((one) => / \S*node\S* .*tiny-agent/.test(one));
      const { code, stdout } = await interrupt(agentRuns, "test");
      expect([code, stdout]).toEqual([130, ""]);
      await expectNobodyLeftIn(desk.folder);
    }
    const { stdout } = await desk.type("dialogues", "reports", "--json");
    expect(JSON.parse(stdout).reports).toEqual([]);
  },
);

test("Ctrl-C during fettle data add leaves nothing half-added, and adding again finishes", async () => {
  execFileSync("git", ["init", "-q"], { cwd: desk.folder });
  await desk.type("init");
  const many = join(desk.folder, "data", "many");
  mkdirSync(many);
  for (let i = 0; i < 4000; i += 1) writeFileSync(join(many, `${i}`), `row ${i}\n`);
  const cache = join(desk.folder, ".dvc", "cache");
  const begun = () => readdirSync(join(desk.folder, ".dvc")).includes("cache");
  const { code } = await interrupt(begun, "data", "add", "data/many");
  expect([0, 130]).toContain(code);
  if (code === 130) expect(readdirSync(join(desk.folder, "data"))).toEqual(["many"]);
  expect((await desk.type("data", "add", "data/many")).code).toBe(0);
  expect((await desk.type("data", "status")).stdout).toContain("all data is what");
  expect(readdirSync(join(cache, "files", "fettle"))).toEqual([]);
});

test("Ctrl-C ends fettle up at any moment, and the next one begins", async () => {
  writeFileSync(join(desk.folder, "fettle.yaml"), "project: shop\n");
  for (const ms of [150, 300, 500, 900]) {
    const { code, stderr } = await interrupt(ms, "up");
    expect([[0, 130].includes(code), stderr]).toEqual([true, ""]);
    expect(readdirSync(desk.folder)).not.toContain("server.json");
  }
  expect((await desk.type("server", "status")).code).toBe(1);
});
