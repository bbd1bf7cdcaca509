import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ServerClient } from "#ground/http";
import { random } from "#test/random";
import { tellProof } from "#test/tell-proof";
import { type Desk, openDesk } from "#test/type-fettle";
import { connectServer, startServer } from "../../src/app/connect.ts";

const KILLS = Number(
  process.env["FETTLE_KILLS"] ?? (process.env["FETTLE_PROVE"] === "1" ? 500 : 15),
);
const SEED = Number(process.env["FETTLE_SEED"] ?? 7);

let desk: Desk;
let client: ServerClient;
beforeAll(async () => {
  desk = openDesk();
  client = await connectServer({ store: desk.store });
});
afterAll(() => desk.close());

const pid = () =>
  (JSON.parse(readFileSync(join(desk.store, "server.json"), "utf8")) as { pid: number }).pid;

type Point = { readonly step: number; readonly value: number };

/** More than a page holds where there are many kills. */
async function readWhole(run_id: string): Promise<readonly Point[]> {
  const points: Point[] = [];
  let page_token: string | undefined;
  do {
    const page = await client.get<{ metrics?: Point[]; next_page_token?: string }>(
      "/api/2.0/mlflow/metrics/get-history",
      { run_id, metric_key: "loss", max_results: 25_000, ...(page_token && { page_token }) },
    );
    points.push(...(page.metrics ?? []));
    page_token = page.next_page_token;
  } while (page_token);
  return points;
}

test(`a server killed ${KILLS} times under load loses no metric that it acknowledged, and doubles none`, async ({
  task,
}) => {
  const next = random(SEED);
  const created = await client.post<{ run: { info: { run_id: string } } }>(
    "/api/2.0/mlflow/runs/create",
    {
      experiment_id: "0",
      start_time: 1,
    },
  );
  const run_id = created.run.info.run_id;
  const acknowledged = new Set<number>();
  let step = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    let alive = true;
    // All eight may have had their answers when the last one was killed: then nobody has missed it yet.
    await startServer(desk.store);
    const victim = pid();
    const timer = setTimeout(
      () => {
        alive = false;
        process.kill(victim, "SIGKILL");
      },
      5 + next() * 60,
    );
    const writers = Array.from({ length: 8 }, async () => {
      while (alive) {
        const mine = step++;
        await client.post("/api/2.0/mlflow/runs/log-metric", {
          run_id,
          key: "loss",
          value: mine / 2,
          timestamp: 1,
          step: mine,
        });
        acknowledged.add(mine);
      }
    });
    await Promise.all(writers);
    clearTimeout(timer);
  }
  const metrics = await readWhole(run_id);
  const kept = new Set(metrics.map((metric) => metric.step));
  const lost = [...acknowledged].filter((mine) => !kept.has(mine));
  tellProof(task, {
    seed: String(SEED),
    kills: KILLS,
    "metrics acknowledged": acknowledged.size,
    lost: lost.length,
    doubled: metrics.length - kept.size,
  });
  expect(lost).toEqual([]);
  expect(kept.size).toBe(metrics.length);
  expect(acknowledged.size).toBeGreaterThan(KILLS * 8);
  for (const metric of metrics) expect(metric.value).toBe(metric.step / 2);
});
