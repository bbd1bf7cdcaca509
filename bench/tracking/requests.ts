/** Durable requests a second, raw HTTP, 16 connections, the load generator a process on the same machine. */
import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { figure } from "../harness/figure.ts";
import { type Contender, interleave, type Measured } from "../harness/interleave.ts";
import type { Load, LoadResult } from "../harness/load-generator.ts";
import { spread, summarise } from "../harness/statistics.ts";
import { ask, newRun, readWhole, type Tracker } from "../harness/tracker.ts";
import { treeCpu } from "../harness/tree-cpu.ts";
import type { Section } from "../harness/write-run.ts";
import { MEASURE_SECONDS, ROUNDS } from "./plan.ts";

const CONNECTIONS = 16;
const WARM_UP_MS = 1000;

type Kind = {
  readonly name: string;
  readonly path: string;
  /** MLflow 3.17.2's requests a second, on another day. */
  readonly recorded: number;
  body(run: string, experiment: string): string;
};

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

export async function raceRequests(trackers: readonly Tracker[]): Promise<Section[]> {
  const sections: Section[] = [];
  for (const kind of KINDS) sections.push(await race(kind, trackers));
  return sections;
}

async function race(kind: Kind, trackers: readonly Tracker[]): Promise<Section> {
  const measured = await interleave(
    trackers.map(
      (tracker): Contender => ({ name: tracker.name, round: () => oneRound(kind, tracker) }),
    ),
    ROUNDS,
  );
  const rate = (m: Measured | undefined): number => summarise(m?.values.get("rate") ?? []).median;
  const of = (key: string): readonly number[] => measured[0]?.values.get(key) ?? [];
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
  const whom = measured[1] === undefined ? "the recorded peer" : "the peer";
  return {
    title: kind.name,
    head: ["server", "requests/s", "requests per CPU second of the server", "p50 ms", "p99 ms"],
    rows,
    notes: [
      `${(rate(measured[0]) / peer).toFixed(0)}x ${whom}; ${ROUNDS} rounds of ${MEASURE_SECONDS} s, ${CONNECTIONS} connections, load generator on the same cores`,
    ],
    figures: [
      figure(`${kind.name}: requests`, "1/s", "more", of("rate")),
      figure(`${kind.name}: requests a CPU second`, "1/s", "more", of("perCpu")),
      figure(`${kind.name}: p50`, "ms", "less", of("p50")),
      figure(`${kind.name}: p99`, "ms", "less", of("p99")),
    ],
  };
}

/** One run is made, loaded and read back: what was acknowledged must be there. */
async function oneRound(kind: Kind, tracker: Tracker): Promise<Record<string, number>> {
  const experiment = await ask(tracker, "experiments/create", { name: `bench-${Math.random()}` });
  const experimentId = String(experiment["experiment_id"]);
  const runId = await newRun(tracker, experimentId);
  const before = treeCpu(tracker.pid);
  const result = await generateLoad({
    port: Number(new URL(tracker.url).port),
    path: kind.path,
    body: kind.body(runId, experimentId),
    headers: { Authorization: `Bearer ${tracker.token}` },
    connections: CONNECTIONS,
    warmUpMs: WARM_UP_MS,
    measureMs: MEASURE_SECONDS * 1000,
  });
  const cpu = treeCpu(tracker.pid) - before;
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
  const { points } = await readWhole(tracker, runId, "loss");
  if (points.length !== acknowledged)
    throw new Error(`${acknowledged} acknowledged, and ${points.length} are kept`);
}

function generateLoad(load: Load): Promise<LoadResult> {
  const file = join(import.meta.dirname, "..", "harness", "load-process.ts");
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
