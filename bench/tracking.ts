/**
 * Tracking over MLflow's API: durable requests a second at 16 connections, a metric of 200,000 points, the unmodified
 * client, eight writing processes. With FETTLE_BENCH_MLFLOW=<venv with mlflow> `mlflow server` takes turns with ours;
 * without it the recorded figures are shown. FETTLE_BENCH_PARTS=history,client measures those parts alone.
 */
import { join } from "node:path";
import { freePort } from "#ground/process";
import { installPackage, serve } from "./harness/installed-package.ts";
import { serveMlflow, type Tracker } from "./harness/tracker.ts";
import { type Section, writeRun } from "./harness/write-run.ts";
import { raceEightProcesses } from "./tracking/eight-processes.ts";
import { logLongRuns, raceHistory } from "./tracking/metric-history.ts";
import { PEER } from "./tracking/plan.ts";
import { racePythonClient } from "./tracking/python-client.ts";
import { raceRequests } from "./tracking/requests.ts";

const PARTS = ["requests", "history", "client", "processes"];
const asked = process.env["FETTLE_BENCH_PARTS"]?.split(",") ?? PARTS;
const unknown = asked.find((part) => !PARTS.includes(part));
if (unknown !== undefined)
  throw new Error(`FETTLE_BENCH_PARTS has "${unknown}"; there are ${PARTS.join(", ")}`);

const installed = installPackage();
const trackers: Tracker[] = [];
try {
  const own = await serve(installed, "store", await freePort());
  trackers.push({ name: "Fettle", ...own });
  if (PEER !== undefined) trackers.push(await serveMlflow(PEER, join(installed.folder, "mlflow")));
  const name = asked.length === PARTS.length ? "tracking" : `tracking-${asked.join("-")}`;
  writeRun(name, commandLine(), await measure());
} finally {
  for (const tracker of trackers) await tracker.stop();
  installed.remove();
}

async function measure(): Promise<Section[]> {
  const sections: Section[] = [];
  if (asked.includes("requests")) sections.push(...(await raceRequests(trackers)));
  if (asked.includes("history") || asked.includes("client")) {
    const runs = await logLongRuns(trackers);
    if (asked.includes("history")) sections.push(...(await raceHistory(runs)));
    if (asked.includes("client") && PEER !== undefined)
      sections.push(await racePythonClient(PEER, runs));
  }
  if (asked.includes("processes")) sections.push(...(await raceEightProcesses(trackers, PEER)));
  return sections;
}

function commandLine(): string {
  const parts = asked.length === PARTS.length ? "" : `FETTLE_BENCH_PARTS=${asked.join(",")} `;
  return `${parts}npm run bench -- tracking`;
}
