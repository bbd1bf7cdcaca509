import type { Serving } from "../harness/installed-package.ts";
import { send } from "../harness/tracker.ts";

const API = "/api/fettle/1";
const MLFLOW = "/api/2.0/mlflow";
const AT_ONCE = 32;
const METRICS = 14;
const PARAMS = 14;
/** As many as log-batch takes. */
const BATCH = 1000;
const START = 1_764_000_000_000;

/** The metric of `fillSeries`. */
export const METRIC = "wave";

/** Forty columns beside the name: all facts, metrics, parameters and tags of `fillRuns`. */
export const FORTY_COLUMNS = [
  ...["status", "startedAt", "durationMs", "endedAt", "data", "commit", "project", "experiment"],
  ...["user", "id", "tags.team", "tags.stage"],
  ...Array.from({ length: METRICS }, (_, i) => `metrics.${metricName(i)}`),
  ...Array.from({ length: PARAMS }, (_, i) => `params.${paramName(i)}`),
].join(",");

function metricName(i: number): string {
  return `${["loss", "accuracy", "precision", "recall"][i % 4]}_${i}`;
}

function paramName(i: number): string {
  return `${["rate", "depth", "layers", "batch"][i % 4]}_${i}`;
}

function idOf(n: number): string {
  return n.toString(16).padStart(32, "0");
}

/** Makes `count` ended runs, one started each second, named `run-0` and so on: with metrics, parameters and tags. */
export async function fillRuns(to: Serving, count: number): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < count) {
      const n = next;
      next += 1;
      await makeRun(to, n);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

async function makeRun(to: Serving, n: number): Promise<void> {
  const startedAt = START + n * 1000;
  const params = Array.from({ length: PARAMS }, (_, i) => [
    paramName(i),
    String(((n + i) * 31) % 1000),
  ]);
  await post(to, `${API}/runs`, {
    id: idOf(n),
    project: "page",
    experiment: `vision/${["resnet", "vit/small", "vit/large"][n % 3]}`,
    name: `run-${n}`,
    startedAt,
    user: n % 4 === 0 ? "lena" : "ada",
    command: ["python", "train.py"],
    folder: ".",
    commit: "4f1c9d0b7a3e5d2c8b6a9f0e1d2c3b4a5f6e7d8c",
    dirty: n % 5 === 0,
    data: [{ path: "data/cats.csv", md5: idOf(n % 3), size: 48_213, tracked: true }],
    params: Object.fromEntries(params),
    tags: { team: n % 2 === 0 ? "search" : "sales", stage: `s${n % 3}` },
  });
  const metrics = Array.from({ length: METRICS }, (_, i) => ({
    key: metricName(i),
    value: (((n + 1) * 7919 * (i + 1)) % 100_003) / 100_003,
    timestamp: startedAt,
    step: 1,
  }));
  await post(to, `${MLFLOW}/runs/log-batch`, { run_id: idOf(n), metrics, params: [], tags: [] });
  const status = n % 9 === 4 ? "FAILED" : "FINISHED";
  await post(to, `${API}/runs/${idOf(n)}/end`, {
    status,
    endedAt: startedAt + 3000 + (n % 977) * 97,
    exitCode: status === "FINISHED" ? 0 : 1,
  });
}

/** A run with one metric, `METRIC`, of `count` noisy points, and its id. */
export async function fillSeries(to: Serving, count: number): Promise<string> {
  const id = `f${idOf(count).slice(1)}`;
  await post(to, `${API}/runs`, {
    id,
    project: "page",
    experiment: "long",
    name: "long",
    startedAt: START - 1000,
    user: "ada",
    command: ["python", "train.py"],
    folder: ".",
    dirty: false,
    data: [],
    params: {},
    tags: {},
  });
  for (let from = 0; from < count; from += BATCH) {
    const metrics = Array.from({ length: Math.min(BATCH, count - from) }, (_, i) => {
      const step = from + i;
      const noise = ((step * 7919) % 10_007) / 10_007;
      return {
        key: METRIC,
        value: Math.sin(step / 70_000) + noise / 5,
        timestamp: START + step,
        step,
      };
    });
    await post(to, `${MLFLOW}/runs/log-batch`, { run_id: id, metrics, params: [], tags: [] });
  }
  await post(to, `${API}/runs/${id}/end`, {
    status: "FINISHED",
    endedAt: START + count,
    exitCode: 0,
  });
  return id;
}

async function post(to: Serving, path: string, body: object): Promise<void> {
  const answer = await send(to, path, body);
  if (answer.status !== 200)
    throw new Error(`${path} answered ${answer.status}: ${answer.body.toString().slice(0, 300)}`);
}
