import { DatabaseSync } from "node:sqlite";
import type { PageServer } from "./page-server.ts";
import { endRun, type SeededRun, startRun } from "./seed-runs.ts";

const STEPS = 30;
const DAY_MS = 24 * 3_600_000;

/**
 * Runs whose metrics are not all numbers: `loss` blows up half-way and comes back, `broken` was never a number, `score` ends
 * at minus infinity in one run of two, `all_infinite` is nothing else.
 */
export async function seedInfinite(server: PageServer): Promise<readonly SeededRun[]> {
  const runs: SeededRun[] = [];
  for (let n = 0; n < 4; n += 1) {
    const run = await startRun(server, 900 + n, Date.now() - (4 - n) * 60_000);
    const metrics = Array.from({ length: STEPS }, (_, step) => {
      const at = { timestamp: step * 1000, step };
      const loss = step === 14 ? "Infinity" : step === 15 ? "NaN" : step === 16 ? "-Infinity" : 0;
      return [
        { key: "loss", value: loss === 0 ? 1 / (step + 1 + n) : loss, ...at },
        { key: "broken", value: "NaN", ...at },
        { key: "all_infinite", value: "Infinity", ...at },
        { key: "score", value: step === STEPS - 1 && n % 2 === 0 ? "-Infinity" : step / 10, ...at },
      ];
    });
    await server.post("/api/2.0/mlflow/runs/log-batch", {
      run_id: run.id,
      metrics: metrics.flat(),
      params: [],
      tags: [],
    });
    await endRun(server, run, "FINISHED", Date.now());
    runs.push(run);
  }
  return runs;
}

/** As if the clock had stood two years back when the server ran last, and were right now. */
export async function jumpClock(server: PageServer): Promise<void> {
  await server.stop();
  const database = new DatabaseSync(`${server.store}/fettle.db`);
  const seen = Date.now() - 730 * DAY_MS;
  const changed = database
    .prepare("UPDATE fettle_clock SET seen_at = ?, boot = '', up_ms = 0")
    .run(seen);
  database.close();
  if (changed.changes !== 1) throw new Error("the clock was not noted yet");
  await server.start();
}
