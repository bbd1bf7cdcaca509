import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createClient } from "#ground/http";
import { type Desk, finished, openDesk } from "#test/type-fettle";
import type { RunDetail, RunList } from "../model.ts";

let desk: Desk;
beforeEach(() => {
  desk = openDesk();
  writeFileSync(join(desk.folder, "fettle.yaml"), "project: shop\n");
});
afterEach(() => desk.close());

/** Asks the desk's server itself: a command for each question would take most of the test's time. */
async function ask<T>(path: string): Promise<T> {
  const { url, socket } = JSON.parse(readFileSync(join(desk.store, "server.json"), "utf8"));
  return createClient({ url, socket }).get<T>(`/api/fettle/1/runs${path}`);
}
const lastRun = async (): Promise<RunDetail> => {
  const { runs } = await ask<RunList>("");
  return ask(`/${runs[0]?.id}`);
};
const script = (name: string, text: string): void => writeFileSync(join(desk.folder, name), text);

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(10);
}

describe("a command under fettle run", () => {
  test("is recorded with its data, and finds its run in the environment; its stdout stays its own", async () => {
    script("data.csv", "a,b\n1,2\n");
    script(
      "train.mjs",
      `const { MLFLOW_TRACKING_URI: uri, FETTLE_RUN_ID: run_id, MLFLOW_EXPERIMENT_NAME: name, MLFLOW_TRACKING_TOKEN: token } = process.env;
      const answer = await fetch(uri + "/api/2.0/mlflow/runs/log-metric", { method: "POST",
        headers: { authorization: "Bearer " + token, "content-type": "application/json" },
        body: JSON.stringify({ run_id, key: "accuracy", value: 0.75, timestamp: 1, step: 0 }) });
      process.stdout.write(name + ' ' + answer.status + '\\n');`,
    );
    const words =
      "--name rules --data data.csv --param seed=1 --tag team=ml -- node train.mjs".split(" ");
    const typed = await desk.type("run", ...words);
    expect([typed.code, typed.stdout]).toEqual([0, "shop 200\n"]);
    expect(typed.stderr).toMatch(
      /^warning: the run is recorded with commit "none": .*\nrun rules: FINISHED in .*, accuracy 0\.75\n {4}fettle runs show [0-9a-f]{8} {3}http:\/\/127\.0\.0\.1:\d+\/runs\/[0-9a-f]{32}\n$/,
    );
    expect(await lastRun()).toMatchObject({
      project: "shop",
      experiment: "shop",
      name: "rules",
      status: "FINISHED",
      exitCode: 0,
      commit: null,
      command: ["node", "train.mjs"],
      folder: ".",
      data: [{ path: "data.csv", size: 8, tracked: false }],
      params: { seed: "1" },
      metrics: { accuracy: 0.75 },
      tags: { team: "ml" },
    });
  });

  test("outlives its server: killed, it comes back on the same port, and no metric is lost", async () => {
    await desk.ownPort();
    script(
      "train.mjs",
      `import { appendFileSync } from "node:fs";
      const log = async (step) => {
        for (;;) {
          const sent = await fetch(process.env.MLFLOW_TRACKING_URI + "/api/2.0/mlflow/runs/log-metric", {
            method: "POST", headers: { "content-type": "application/json" },
            body: JSON.stringify({ run_id: process.env.FETTLE_RUN_ID, key: "loss", value: step, timestamp: step, step }),
          }).catch(() => undefined);
          if (sent?.ok) return appendFileSync("logged", "x");
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      };
      for (let step = 1; step <= 60; step += 1) { await log(step); await new Promise((r) => setTimeout(r, 10)); }`,
    );
    const end = finished(desk.start("run", "--", "node", "train.mjs"));
    const logged = join(desk.folder, "logged");
    await until(() => existsSync(logged) && readFileSync(logged).length > 10);
    const before = JSON.parse(readFileSync(join(desk.store, "server.json"), "utf8"));
    process.kill(before.pid, "SIGKILL");
    expect((await end).code).toBe(0);
    const after = JSON.parse(readFileSync(join(desk.store, "server.json"), "utf8"));
    expect([after.url, after.pid === before.pid]).toEqual([before.url, false]);
    const run = await lastRun();
    expect(run.status).toBe("FINISHED");
    expect(run.metricSummaries).toMatchObject([{ key: "loss", count: 60, last: 60 }]);
  });
});

describe("what is recorded of a command", () => {
  test("has no secret in it, and names what it ran in", async () => {
    writeFileSync(
      join(desk.folder, "fettle.yaml"),
      'project: shop\nruns:\n  redact: ["*session*"]\n',
    );
    script("train.mjs", "process.stdout.write(process.argv.slice(2).join(' '));");
    const words = ["node", "train.mjs", "--api-key", "hunter2", "--session=hunter3", "--x=hunter4"];
    const typed = await desk.type("run", "--redact", "x", "--", ...words);
    expect([typed.code, typed.stdout]).toEqual([
      0,
      "--api-key hunter2 --session=hunter3 --x=hunter4",
    ]);
    const run = await lastRun();
    expect(run.command?.slice(2)).toEqual(["--api-key", "***", "--session=***", "--x=***"]);
    expect(JSON.stringify(run)).not.toContain("hunter");
    expect(readFileSync(join(desk.store, "server.log"), "utf8")).not.toContain("hunter");
    expect(await ask(`/${run.id}/environment`)).toMatchObject({
      environment: { node: process.version, cores: expect.any(Number) },
      patch: null,
    });
  });
});

test("a proxy of the environment stands neither between a command and its server nor before Fettle's own calls", async () => {
  const asked: string[] = [];
  const proxy = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(502).end();
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const proxied = openDesk({ http_proxy: address, HTTP_PROXY: address, NODE_USE_ENV_PROXY: "1" });
  try {
    await proxied.type("init");
    writeFileSync(
      join(proxied.folder, "ask.mjs"),
      'const answer = await fetch(process.env.MLFLOW_TRACKING_URI + "/health"); process.stdout.write(String(answer.status));',
    );
    const typed = await proxied.type("run", "--", "node", "ask.mjs");
    expect([typed.code, typed.stdout]).toEqual([0, "200"]);
    const { url } = JSON.parse(readFileSync(join(proxied.store, "server.json"), "utf8"));
    const fetched = await proxied.type("import", url, "--json");
    expect(fetched.stderr).not.toContain("502");
    expect(asked).toEqual([]);
  } finally {
    await proxied.close();
    proxy.close();
  }
});

describe("a command that cannot be run", () => {
  test("leaves no run behind and exits with 125", async () => {
    for (const [words, problem] of [
      [["--data", "nope.csv", "--", "true"], "nope.csv does not exist"],
      [["--", "no-such-program"], "cannot start no-such-program"],
      [[], "the command to run is missing"],
      [["--nmae", "x", "--", "true"], "--nmae"],
      [["--param", "lr", "--", "true"], "--param"],
    ] as const) {
      const typed = await desk.type("run", ...words);
      expect([typed.code, typed.stdout]).toEqual([125, ""]);
      expect(typed.stderr).toContain(problem);
    }
    expect(existsSync(join(desk.store, "server.json"))).toBe(false);
  });
});
