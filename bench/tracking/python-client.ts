/** MLflow's own client, unmodified, one call after the other: what its users wait for. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Contender, interleave, type Measured } from "../harness/interleave.ts";
import { spread, summarise } from "../harness/statistics.ts";
import { clientEnvironment, type Tracker } from "../harness/tracker.ts";
import type { Section } from "../harness/write-run.ts";
import { POINTS } from "./metric-history.ts";
import { MEASURE_SECONDS, ROUNDS } from "./plan.ts";

const KINDS = [
  ["metric", "log_metric", 1],
  ["batch10", "log_batch of 10", 1],
  ["batch500", "log_batch of 500", 1],
  ["create", "create_run", 1],
  ["history", `get_metric_history of ${POINTS.toLocaleString("en")} points`, 3],
] as const;

/** @param runs a run of each server with the metric `loss` of 200,000 points */
export async function racePythonClient(
  venv: string,
  runs: ReadonlyMap<Tracker, string>,
): Promise<Section> {
  const file = join(import.meta.dirname, "time-client.py");
  const measured = await interleave(
    [...runs].map(
      ([tracker, runId]): Contender => ({
        name: tracker.name,
        async round() {
          const words = [file, String(MEASURE_SECONDS), runId, String(POINTS)];
          const { stdout } = await promisify(execFile)(join(venv, "bin", "python"), words, {
            env: clientEnvironment(tracker),
          });
          return JSON.parse(stdout.trim().split("\n").pop() ?? "") as Record<string, number>;
        },
      }),
    ),
    ROUNDS,
  );
  return {
    title: "the unmodified client, beside it",
    head: [
      "call",
      ...measured.flatMap(({ name }) => [`${name}, calls/s`, "of that time the client's CPU"]),
      "ratio",
    ],
    rows: KINDS.map(([key, name, digits]) => [
      name,
      ...measured.flatMap((one) => [
        spread(one.values.get(key) ?? [], digits),
        `${(100 * median(one, `${key}_cpu`)).toFixed(0)} %`,
      ]),
      measured[1] === undefined
        ? ""
        : `${(median(measured[0], key) / median(measured[1], key)).toFixed(1)}x`,
    ]),
    notes: [
      `as it comes out: one client in Python, one call after the other; ${ROUNDS} rounds of ${MEASURE_SECONDS} s of each call`,
    ],
  };
}

function median(measured: Measured | undefined, key: string): number {
  return summarise(measured?.values.get(key) ?? []).median;
}
