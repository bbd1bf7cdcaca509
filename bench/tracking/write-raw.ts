/**
 * Writes to a server by raw HTTP: `node write-raw.ts SECONDS URL TOKEN`. Says "ready", begins at the first line that it
 * is sent, and prints as JSON what was acknowledged and what failed. As write-client.py does by MLflow's client.
 */
import { once } from "node:events";
import { send } from "../harness/tracker.ts";
import type { Written } from "./eight-processes.ts";

const [seconds = "0", url = "", token = ""] = process.argv.slice(2);
const kept = { metrics: [], params: [], tags: [], batches: [] } as Record<
  keyof Written["kept"],
  number[]
>;
const faults: string[] = [];

async function call(verb: string, body: object): Promise<string | undefined> {
  try {
    const answer = await send({ url, token }, `/api/2.0/mlflow/runs/${verb}`, body);
    if (answer.status === 200) return answer.body.toString();
    faults.push(`${verb} answered ${answer.status}: ${answer.body.toString().slice(0, 300)}`);
  } catch (error) {
    faults.push(`${verb}: ${error}`);
  }
  return undefined;
}

process.stdout.write("ready\n");
await once(process.stdin, "data");
let run: string | undefined;
let step = 0;
const start = performance.now();
while (performance.now() - start < Number(seconds) * 1000) {
  if (run === undefined) {
    const made = await call("create", { experiment_id: "0", start_time: Date.now() });
    if (made !== undefined) run = JSON.parse(made).run.info.run_id as string;
    continue;
  }
  const point = { value: 0.5, timestamp: 1764000000000, step };
  const value = String(step);
  const metrics = Array.from({ length: 10 }, (_, i) => ({ key: `metric-${i}`, ...point }));
  const calls = [
    ["metrics", "log-metric", { key: "loss", ...point }],
    ["params", "log-parameter", { key: `param-${step}`, value }],
    ["tags", "set-tag", { key: `tag-${step % 100}`, value }],
    [
      "batches",
      "log-batch",
      { metrics, params: [{ key: `batch-${step}`, value }], tags: [{ key: "batch", value }] },
    ],
  ] as const;
  for (const [kind, verb, body] of calls)
    if ((await call(verb, { run_id: run, ...body })) !== undefined) kept[kind].push(step);
  step += 1;
}
const written: Written = {
  run: run ?? "",
  seconds: (performance.now() - start) / 1000,
  kept,
  faults,
};
process.stdout.write(`${JSON.stringify(written)}\n`);
process.exit(0);
