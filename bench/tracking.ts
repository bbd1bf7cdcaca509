/**
 * Durable tracking requests a second, over MLflow's API, 16 connections, load generator on the same machine; then a
 * metric of 200,000 points, read whole and reduced for a chart. With FETTLE_BENCH_MLFLOW=<venv with mlflow> `mlflow
 * server` takes turns with ours; without it the recorded figure is shown.
 */
import { type ChildProcess, fork, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "#ground/process";
import {
  installPackage,
  processState,
  type Serving,
  serve,
  untilHealthy,
} from "./harness/installed-package.ts";
import { type Contender, interleave, type Measured } from "./harness/interleave.ts";
import type { Load, LoadResult } from "./harness/load-generator.ts";
import { spread, summarise } from "./harness/statistics.ts";
import { type Section, writeRun } from "./harness/write-run.ts";

const CONNECTIONS = 16;
const ROUNDS = Number(process.env["FETTLE_BENCH_ROUNDS"] ?? 3);
const WARM_UP_MS = 1000;
const MEASURE_MS = Number(process.env["FETTLE_BENCH_SECONDS"] ?? 5) * 1000;
const PEER = process.env["FETTLE_BENCH_MLFLOW"];
const POINTS = 200_000;
const CHART_WIDTH = 320;

type Kind = {
  readonly name: string;
  readonly path: string;
  readonly recorded: number;
  body(run: string, experiment: string): string;
};
type Tracker = Pick<Serving, "url" | "token" | "pid" | "stop">;

const metric = (step: string): object => ({
  key: "loss",
  value: 0.5,
  timestamp: 1764000000000,
  step,
});
/** `"@N"` in quotes, so that the text is JSON until the number takes its place. */
const numbered = (value: object): string =>
  JSON.stringify(value).replaceAll('"@N"', "@N").replaceAll('"@MS"', "1764@N");
const batchOf = (run: string, metrics: readonly object[]): string =>
  numbered({ run_id: run, metrics });

const metricsOf = (count: number): object[] =>
  Array.from({ length: count }, (_, i) => ({ ...metric("@N"), key: `metric-${i}` }));
/** The time tells apart what the step would: a number that the generator can write in place. */
const stepsOf = (count: number): object[] =>
  Array.from({ length: count }, (_, i) => ({ ...metric("@N"), timestamp: 1764000000000 + i }));

const KINDS: readonly Kind[] = [
  {
    name: "log-metric",
    path: "/api/2.0/mlflow/runs/log-metric",
    recorded: 179,
    body: (run) => numbered({ run_id: run, ...metric("@N") }),
  },
  {
    name: "log-batch of 10",
    path: "/api/2.0/mlflow/runs/log-batch",
    recorded: 121,
    body: (run) => batchOf(run, metricsOf(10)),
  },
  {
    name: "log-batch of 500, as many metrics at one step",
    path: "/api/2.0/mlflow/runs/log-batch",
    recorded: 25,
    body: (run) => batchOf(run, metricsOf(500)),
  },
  {
    name: "log-batch of 500, one metric at as many steps",
    path: "/api/2.0/mlflow/runs/log-batch",
    recorded: 25,
    body: (run) => batchOf(run, stepsOf(500)),
  },
  {
    name: "create run",
    path: "/api/2.0/mlflow/runs/create",
    recorded: 126,
    body: (_run, experiment) =>
      numbered({ experiment_id: experiment, start_time: "@MS", run_name: "run-@N" }),
  },
];

const installed = installPackage();
const trackers: { name: string; tracker: Tracker }[] = [];
try {
  trackers.push({ name: "Fettle", tracker: await serve(installed, "store", await freePort()) });
  if (PEER !== undefined)
    trackers.push({
      name: "MLflow",
      tracker: await serveMlflow(PEER, join(installed.folder, "mlflow")),
    });
  const sections: Section[] = [];
  for (const kind of KINDS) sections.push(await race(kind));
  sections.push(...(await raceHistory()));
  writeRun("tracking", "npm run bench -- tracking", sections);
} finally {
  for (const { tracker } of trackers) await tracker.stop();
  installed.remove();
}

async function race(kind: Kind): Promise<Section> {
  const measured = await interleave(
    trackers.map(
      ({ name, tracker }): Contender => ({ name, round: () => oneRound(kind, tracker) }),
    ),
    ROUNDS,
  );
  const rate = (m: Measured | undefined): number => summarise(m?.values.get("rate") ?? []).median;
  const peer = measured[1] === undefined ? kind.recorded : rate(measured[1]);
  const rows = measured.map(({ name, values }) => [
    name,
    spread(values.get("rate") ?? [], 0),
    spread(values.get("perCpu") ?? [], 0),
    spread(values.get("p50") ?? [], 1),
    spread(values.get("p99") ?? [], 1),
  ]);
  if (measured[1] === undefined)
    rows.push(["MLflow 3.17.2 (recorded, not in this run)", String(kind.recorded), "", "", ""]);
  return {
    title: kind.name,
    head: ["server", "requests/s", "requests per CPU second of the server", "p50 ms", "p99 ms"],
    rows,
    notes: [
      `${(rate(measured[0]) / peer).toFixed(0)}x ${againstWhom(measured)}; ${ROUNDS} rounds of ${MEASURE_MS / 1000} s, ${CONNECTIONS} connections, load generator on the same cores`,
    ],
  };
}

/** One run is made, loaded and read back: what was acknowledged must be there. */
async function oneRound(kind: Kind, tracker: Tracker): Promise<Record<string, number>> {
  const experiment = await ask(tracker, "experiments/create", { name: `bench-${Math.random()}` });
  const experimentId = String(experiment["experiment_id"]);
  const run = await ask(tracker, "runs/create", {
    experiment_id: experimentId,
    start_time: 1764000000000,
  });
  const runId = (run["run"] as { info: { run_id: string } }).info.run_id;
  const before = processState(tracker.pid).cpu;
  const result = await generateLoad({
    port: Number(new URL(tracker.url).port),
    path: kind.path,
    body: kind.body(runId, experimentId),
    headers: { Authorization: `Bearer ${tracker.token}` },
    connections: CONNECTIONS,
    warmUpMs: WARM_UP_MS,
    measureMs: MEASURE_MS,
  });
  const cpu = processState(tracker.pid).cpu - before;
  if (result.refused > 0) throw new Error(`${kind.name} was refused: ${result.lastRefusal}`);
  if (kind.name === "log-metric") await proveKept(tracker, runId, result.answeredEver);
  return {
    rate: result.answered / result.seconds,
    perCpu: result.answeredEver / cpu,
    p50: result.p50Ms,
    p99: result.p99Ms,
  };
}

async function proveKept(tracker: Tracker, runId: string, acknowledged: number): Promise<void> {
  const kept = await readWhole(tracker, runId);
  if (kept !== acknowledged) throw new Error(`${acknowledged} acknowledged, and ${kept} are kept`);
}

/** Reads a metric in pages of 25,000, as MLflow's client does, and counts its points. */
async function readWhole(tracker: Tracker, runId: string): Promise<number> {
  let count = 0;
  let page: string | undefined;
  do {
    const body = await read(tracker, "get-history", {
      run_id: runId,
      metric_key: "loss",
      max_results: "25000",
      ...(page === undefined ? {} : { page_token: page }),
    });
    count += body.metrics?.length ?? 0;
    page = body.next_page_token === "" ? undefined : body.next_page_token;
  } while (page !== undefined);
  return count;
}

type History = { metrics?: unknown[]; next_page_token?: string };

async function read(
  tracker: Tracker,
  verb: string,
  query: Readonly<Record<string, string>>,
): Promise<History> {
  const text = new URLSearchParams(query).toString();
  const answer = await fetch(`${tracker.url}/ajax-api/2.0/mlflow/metrics/${verb}?${text}`, {
    headers: { authorization: `Bearer ${tracker.token}` },
  });
  if (!answer.ok) throw new Error(`${verb} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as History;
}

/** A metric of many points, read whole and reduced for a chart; one client, one request after the other. */
async function raceHistory(): Promise<Section[]> {
  const long: Contender[] = [];
  for (const { name, tracker } of trackers) {
    const runId = await longRun(tracker);
    long.push({ name, round: () => historyRound(tracker, runId) });
  }
  const measured = await interleave(long, ROUNDS);
  const section = (title: string, value: string, recorded: number): Section => {
    const ms = (m: Measured | undefined): number => summarise(m?.values.get(value) ?? []).median;
    const rows = measured.map(({ name, values }) => [name, spread(values.get(value) ?? [], 1)]);
    const peer = measured[1] === undefined ? recorded : ms(measured[1]);
    if (measured[1] === undefined)
      rows.push(["MLflow 3.17.2 (recorded, not in this run)", String(recorded)]);
    return {
      title,
      head: ["server", "ms"],
      rows,
      notes: [`${(peer / ms(measured[0])).toFixed(0)}x ${againstWhom(measured)}`],
    };
  };
  const points = POINTS.toLocaleString("en");
  return [
    section(`a metric of ${points} points, read whole in pages of 25,000`, "whole", 11_700),
    section(`a metric of ${points} points, reduced to ${CHART_WIDTH} for a chart`, "chart", 770),
  ];
}

function againstWhom(measured: readonly Measured[]): string {
  return measured[1] === undefined ? "the recorded peer" : "the peer";
}

async function longRun(tracker: Tracker): Promise<string> {
  const made = await ask(tracker, "runs/create", { experiment_id: "0", start_time: 1764000000000 });
  const { run_id: runId } = (made["run"] as { info: { run_id: string } }).info;
  for (let from = 0; from < POINTS; from += 1000) {
    const metrics = Array.from({ length: 1000 }, (_, i) => ({
      key: "loss",
      value: Math.sin((from + i) / 1000),
      timestamp: 1764000000000 + (from + i) * 250 + ((from + i) % 7),
      step: from + i,
    }));
    await ask(tracker, "runs/log-batch", { run_id: runId, metrics });
  }
  return runId;
}

async function historyRound(tracker: Tracker, runId: string): Promise<Record<string, number>> {
  const timed = async (work: () => Promise<void>): Promise<number> => {
    const start = performance.now();
    await work();
    return performance.now() - start;
  };
  const whole = await timed(async () => {
    const count = await readWhole(tracker, runId);
    if (count !== POINTS) throw new Error(`${POINTS} points were logged, and ${count} read`);
  });
  const chart = await timed(async () => {
    const body = await read(tracker, "get-history-bulk-interval", {
      run_ids: runId,
      metric_key: "loss",
      max_results: String(CHART_WIDTH),
    });
    if ((body.metrics?.length ?? 0) < CHART_WIDTH) throw new Error("the chart lacks points");
  });
  return { whole, chart };
}

async function ask(tracker: Tracker, verb: string, body: object): Promise<Record<string, unknown>> {
  const answer = await fetch(`${tracker.url}/api/2.0/mlflow/${verb}`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${tracker.token}` },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${verb} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Record<string, unknown>;
}

function generateLoad(load: Load): Promise<LoadResult> {
  const file = join(import.meta.dirname, "harness", "load-process.ts");
  return new Promise((resolve, reject) => {
    const child: ChildProcess = fork(file);
    child.on("message", (result) => resolve(result as LoadResult));
    child.on("error", reject);
    child.on("exit", (code) => {
      if (code !== 0) reject(new Error(`the load generator ended with ${code}`));
    });
    child.send(load);
  });
}

/** `mlflow server` with its defaults on a new store; one worker process of it is measured, its CPU is not comparable. */
async function serveMlflow(venv: string, folder: string): Promise<Tracker> {
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(join(venv, "bin", "mlflow"), ["server", "--port", String(port)], {
    cwd: folder,
    detached: true,
    stdio: "ignore",
  });
  await untilHealthy(url, () => child.exitCode !== null);
  return {
    url,
    token: "",
    pid: child.pid ?? 0,
    stop: () =>
      new Promise((resolve) => {
        child.on("exit", () => resolve());
        process.kill(-(child.pid ?? 0), "SIGKILL");
      }),
  };
}
