import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createClient, type ServerClient } from "#ground/http";
import { freePort } from "#ground/process";
import { type Desk, finished, openDesk } from "#test/type-fettle";
import { startServer, stopServer } from "./connect.ts";
import { readServerFile } from "./server-file.ts";

const CLIENT = join(import.meta.dirname, "client.ts");

let desk: Desk;
let children: ChildProcess[];
beforeEach(() => {
  desk = openDesk();
  children = [];
  writeFileSync(join(desk.folder, "fettle.yaml"), "project: shop\n");
});
afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  await desk.close();
});

/** A user's script, in a process of its own. */
function script(text: string, env: Record<string, string> = {}): ChildProcess {
  const file = join(desk.folder, `script-${children.length}.mjs`);
  writeFileSync(file, `import * as fettle from ${JSON.stringify(CLIENT)};\n${text}`);
  const child = spawn(process.execPath, [file], {
    cwd: desk.folder,
    env: { ...process.env, FETTLE_STORE: desk.store, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  return child;
}

async function server(): Promise<ServerClient> {
  return createClient(await startServer(desk.store), () => startServer(desk.store));
}

const MODEL = `
import { mkdirSync, writeFileSync } from "node:fs";
mkdirSync("out/sub", { recursive: true });
writeFileSync("out/model.json", '{"made":1}');
writeFileSync("out/sub/a b.txt", "hello");
`;

describe("a script that records", () => {
  test("starts a run of its own, logs, registers its model and reads it back", async () => {
    await server();
    const typed = await finished(
      script(`${MODEL}
      const run = await fettle.startRun({ name: "by hand" });
      run.logParams({ lr: 0.1, deep: true });
      for (let step = 0; step < 1500; step += 1) run.logMetrics({ loss: 1 / (step + 1), nan: NaN }, step);
      run.setTag("team", "ml");
      await run.logArtifacts("out", "model");
      await run.finish();
      const made = await fettle.registerModel("intent", { runId: run.id });
      const model = await fettle.readModel("intent", { version: made.version });
      const text = new TextDecoder().decode(await model.file("sub/a b.txt"));
      process.stdout.write(JSON.stringify({ id: run.id, made, text }));`),
    );
    expect([typed.code, typed.stderr]).toEqual([0, ""]);
    const { id, made, text } = JSON.parse(typed.stdout);
    expect([made.name, made.version, made.runId, text]).toEqual(["intent", 1, id, "hello"]);
    expect(await (await server()).get(`/api/fettle/1/runs/${id}`)).toMatchObject({
      project: "shop",
      name: "by hand",
      status: "FINISHED",
      params: { lr: "0.1", deep: "true" },
      metrics: { loss: 1 / 1500, nan: "NaN" },
      tags: { team: "ml" },
      metricSummaries: [{ count: 1500 }, { count: 1500 }],
    });
  });

  test("that never calls finish loses nothing; a refused value fails finish, and only it is missing", async () => {
    const typed = await desk.type("run", "--json", "--", "node", "-e", "");
    const { id } = JSON.parse(typed.stdout);
    const env = {
      FETTLE_RUN_ID: id,
      MLFLOW_TRACKING_URI: (await server()).address.url,
    };
    const first = finished(script(`fettle.currentRun().logMetric("loss", 1, 0);`, env));
    const second = finished(
      script(
        `const run = fettle.currentRun();
        run.logParam("lr", 1); run.logMetric("loss", 2, 1);
        await run.finish();
        run.logParam("lr", 2); run.logMetric("loss", 3, 2);
        await run.finish().catch((error) => process.stdout.write(error.code));
        await run.finish();`,
        env,
      ),
    );
    expect([(await first).code, await second]).toMatchObject([
      0,
      { code: 0, stdout: "RUNS_LOGGED_REFUSED" },
    ]);
    expect(await (await server()).get(`/api/fettle/1/runs/${id}`)).toMatchObject({
      params: { lr: "1" },
      metricSummaries: [{ key: "loss", count: 3, last: 3 }],
    });
  });

  test("outside of a run is told how to get into one", async () => {
    await server();
    const typed = await finished(script("fettle.currentRun();"));
    expect([typed.code, typed.stderr]).toEqual([
      1,
      expect.stringContaining("this process belongs to no run: FETTLE_RUN_ID is not set"),
    ]);
  });

  test("without a server is told so", async () => {
    mkdirSync(desk.store);
    const typed = await finished(script(`await fettle.readModel("intent", { version: 1 });`));
    expect(typed.stderr).toContain("no server runs there; start one with `fettle up`");
  });
});

describe("a product that watches a model", () => {
  async function threeVersions(): Promise<void> {
    await server();
    const typed = await finished(
      script(`${MODEL}
      const run = await fettle.startRun({});
      await run.logArtifacts("out", "model");
      await run.finish();
      for (let i = 0; i < 3; i += 1) await fettle.registerModel("intent", { runId: run.id });`),
    );
    expect(typed.stderr).toBe("");
  }
  const point = async (version: number): Promise<unknown> =>
    (await server()).put("/api/fettle/1/models/intent/aliases/live", { version, project: "shop" });
  const WATCH = `
    import { appendFileSync } from "node:fs";
    await fettle.watchModel("intent", { alias: "live", async onChange(version) {
      const { made } = JSON.parse(new TextDecoder().decode(await version.file("model.json")));
      if (version.version === 3 && !globalThis.tried) { globalThis.tried = true; throw new Error("not yet"); }
      appendFileSync("served", version.version + ":" + made + "\\n");
    } });
    appendFileSync("served", "ready\\n");`;
  const served = (): string =>
    existsSync(join(desk.folder, "served"))
      ? readFileSync(join(desk.folder, "served"), "utf8")
      : "";
  async function untilServed(text: string): Promise<void> {
    while (served() !== text) await sleep(20);
  }

  test("follows its alias, over a failed load and a server that comes back on another port", async () => {
    await threeVersions();
    await point(1);
    script(WATCH);
    await untilServed("1:1\nready\n");
    await point(2);
    await untilServed("1:1\nready\n2:1\n");
    await point(3);
    await untilServed("1:1\nready\n2:1\n3:1\n");
    const file = readServerFile(desk.store);
    if (file === undefined) throw new Error("no server");
    await stopServer(desk.store, file);
    children.push(desk.start("server", "--port", String(await freePort())));
    while (readServerFile(desk.store) === undefined) await sleep(20);
    await point(2);
    await untilServed("1:1\nready\n2:1\n3:1\n2:1\n");
  });

  test("that is pinned by its environment loads that version and stays with it", async () => {
    await threeVersions();
    await point(1);
    const typed = await finished(script(WATCH, { FETTLE_MODEL_INTENT: "2" }));
    expect([typed.code, served()]).toEqual([0, "2:1\nready\n"]);
    const wrong = await finished(script(WATCH, { FETTLE_MODEL_INTENT: "two" }));
    expect(wrong.stderr).toContain('FETTLE_MODEL_INTENT is "two"; expected a version number');
  });
});
