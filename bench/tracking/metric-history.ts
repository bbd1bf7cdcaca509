/** A metric of many points, read whole and reduced for a chart; one client, one request after the other, raw HTTP. */
import { figure } from "../harness/figure.ts";
import { type Contender, interleave, type Measured } from "../harness/interleave.ts";
import { spread, summarise } from "../harness/statistics.ts";
import { ask, newRun, type Point, readWhole, send, type Tracker } from "../harness/tracker.ts";
import { treeCpu } from "../harness/tree-cpu.ts";
import type { Section } from "../harness/write-run.ts";

export const POINTS = 200_000;
const CHART_WIDTH = 320;
/** A chart is there in an instant: the median of some counts as one round. */
const CHARTS = 5;
const ROUNDS = Number(process.env["FETTLE_BENCH_ROUNDS"] ?? 5);
/** It takes some ten seconds for each. */
const PEER_ROUNDS_MAX = 3;
/** MLflow 3.17.2, on another day; ms. */
const RECORDED = { whole: 11_700, chart: 770 };

/** Logs the long metric `loss` to a new run of each server. */
export async function logLongRuns(
  trackers: readonly Tracker[],
): Promise<ReadonlyMap<Tracker, string>> {
  const runs = new Map<Tracker, string>();
  for (const tracker of trackers) runs.set(tracker, await longRun(tracker));
  return runs;
}

const valueAt = (step: number): number => Math.sin(step / 1000);

async function longRun(tracker: Tracker): Promise<string> {
  const runId = await newRun(tracker, "0");
  for (let from = 0; from < POINTS; from += 1000) {
    const metrics = Array.from({ length: 1000 }, (_, i) => ({
      key: "loss",
      value: valueAt(from + i),
      timestamp: 1764000000000 + (from + i) * 250 + ((from + i) % 7),
      step: from + i,
    }));
    await ask(tracker, "runs/log-batch", { run_id: runId, metrics });
  }
  return runId;
}

export async function raceHistory(runs: ReadonlyMap<Tracker, string>): Promise<Section[]> {
  const measured = await interleave(
    [...runs].map(
      ([tracker, runId], at): Contender => ({
        name: tracker.name,
        ...(at === 0 ? {} : { roundsMax: PEER_ROUNDS_MAX }),
        round: async () => ({
          ...(await readRound(tracker, runId)),
          ...(await chartRound(tracker, runId)),
        }),
      }),
    ),
    ROUNDS,
  );
  const points = POINTS.toLocaleString("en");
  return [
    sectionOf(measured, "whole", `a metric of ${points} points, read whole in pages of 25,000`),
    sectionOf(measured, "chart", `a metric of ${points} points, reduced to ${CHART_WIDTH}`),
  ];
}

/** Each part of the metric is checked once its time is taken. */
async function readRound(tracker: Tracker, runId: string): Promise<Record<string, number>> {
  const before = treeCpu(tracker.pid);
  const { points, ms } = await readWhole(tracker, runId, "loss");
  const cpu = treeCpu(tracker.pid) - before;
  if (points.length !== POINTS)
    throw new Error(`${POINTS} points were logged, and ${points.length} read`);
  const wrong = points.findIndex(({ step, value }, at) => step !== at || value !== valueAt(at));
  if (wrong !== -1) throw new Error(`point ${wrong} came back different`);
  return { whole: ms, wholeCpu: cpu * 1000 };
}

async function chartRound(tracker: Tracker, runId: string): Promise<Record<string, number>> {
  const query = new URLSearchParams({
    run_ids: runId,
    metric_key: "loss",
    max_results: String(CHART_WIDTH),
  });
  const path = `/ajax-api/2.0/mlflow/metrics/get-history-bulk-interval?${query}`;
  const times: number[] = [];
  const before = treeCpu(tracker.pid);
  for (let i = 0; i < CHARTS; i += 1) {
    const answer = await send(tracker, path);
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
    const { metrics } = JSON.parse(answer.body.toString()) as { metrics?: Point[] };
    if ((metrics?.length ?? 0) < CHART_WIDTH) throw new Error("the chart lacks points");
    times.push(answer.ms);
  }
  const cpu = (treeCpu(tracker.pid) - before) / CHARTS;
  return { chart: summarise(times).median, chartCpu: cpu * 1000 };
}

function sectionOf(
  measured: readonly Measured[],
  value: "whole" | "chart",
  title: string,
): Section {
  const of = (m: Measured | undefined, name: string) => m?.values.get(name) ?? [];
  const rows = measured.map((m) => [
    m.name,
    spread(of(m, value), 1),
    spread(of(m, `${value}Cpu`), 0),
    String(of(m, value).length),
  ]);
  if (measured[1] === undefined)
    rows.push(["MLflow 3.17.2 (recorded, not in this run)", String(RECORDED[value]), "", ""]);
  const own = summarise(of(measured[0], value)).median;
  const peer =
    measured[1] === undefined ? RECORDED[value] : summarise(of(measured[1], value)).median;
  const whom = measured[1] === undefined ? "the recorded peer" : "the peer";
  return {
    title,
    head: ["server", "ms", "CPU ms of the server", "rounds"],
    rows,
    notes: [
      `${(peer / own).toFixed(0)}x ${whom}; from the request until the last byte of the body is there; points are parsed and checked outside of that`,
    ],
    figures: [
      figure(title, "ms", "less", of(measured[0], value)),
      figure(`${title}: CPU`, "ms", "less", of(measured[0], `${value}Cpu`)),
    ],
  };
}
