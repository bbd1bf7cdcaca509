import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import http from "node:http";
import { join } from "node:path";
import { freePort } from "#ground/process";
import { type Serving, untilHealthy } from "./installed-package.ts";

/** A server that speaks MLflow's API: ours or the peer. */
export type Tracker = Pick<Serving, "url" | "token" | "pid" | "stop"> & { readonly name: string };

/** `mlflow server` with its defaults on a new store, telemetry aside. */
export async function serveMlflow(venv: string, folder: string): Promise<Tracker> {
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(join(venv, "bin", "mlflow"), ["server", "--port", String(port)], {
    cwd: folder,
    detached: true,
    stdio: "ignore",
    env: { ...process.env, MLFLOW_DISABLE_TELEMETRY: "true" },
  });
  await untilHealthy(url, () => child.exitCode !== null);
  return {
    name: "MLflow",
    url,
    token: "",
    pid: child.pid ?? 0,
    stop: () =>
      new Promise((resolve) => {
        child.on("exit", () => resolve());
        // Its workers too, which outlive it else.
        process.kill(-(child.pid ?? 0), "SIGKILL");
      }),
  };
}

/** An answer, whatever its status; `ms` from the request until the last byte of the body is there, unparsed. */
export type Answer = { readonly status: number; readonly body: Buffer; readonly ms: number };

/** Who may be asked. */
export type Address = Pick<Tracker, "url" | "token">;

/** What MLflow's own client must know of a server, and nothing said to its makers. */
export function clientEnvironment(tracker: Address): NodeJS.ProcessEnv {
  return {
    ...process.env,
    MLFLOW_TRACKING_URI: tracker.url,
    MLFLOW_TRACKING_TOKEN: tracker.token,
    MLFLOW_DISABLE_TELEMETRY: "true",
  };
}

/** A request by raw HTTP whose body is still to be sent. */
export function open(
  tracker: Address,
  method: string,
  path: string,
  options: Pick<http.RequestOptions, "agent" | "signal"> = {},
): http.ClientRequest {
  return http.request(`${tracker.url}${path}`, {
    ...options,
    method,
    headers: { authorization: `Bearer ${tracker.token}`, "content-type": "application/json" },
  });
}

/** Ends a request and reads its answer. */
export function answerOf(request: http.ClientRequest, body?: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    request.on("error", reject);
    request.on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const ms = performance.now() - start;
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks), ms });
      });
    });
    if (body !== undefined) request.setHeader("content-length", body.length);
    request.end(body);
  });
}

const agent = new http.Agent({ keepAlive: true });

/** Sends a request by raw HTTP: POST where it has a body. */
export function send(tracker: Address, path: string, body?: object): Promise<Answer> {
  if (body === undefined) return answerOf(open(tracker, "GET", path, { agent }));
  return answerOf(open(tracker, "POST", path, { agent }), Buffer.from(JSON.stringify(body)));
}

/** Posts to MLflow's API and reads the answer; anything but 200 is an error. */
export async function ask(
  tracker: Address,
  verb: string,
  body: object,
): Promise<Record<string, unknown>> {
  const answer = await send(tracker, `/api/2.0/mlflow/${verb}`, body);
  if (answer.status !== 200)
    throw new Error(`${verb} answered ${answer.status}: ${answer.body.toString()}`);
  return JSON.parse(answer.body.toString()) as Record<string, unknown>;
}

/** A new run's id. */
export async function newRun(tracker: Tracker, experimentId: string): Promise<string> {
  const made = await ask(tracker, "runs/create", {
    experiment_id: experimentId,
    start_time: 1764000000000,
  });
  return (made["run"] as { info: { run_id: string } }).info.run_id;
}

export type Point = { readonly step: number; readonly value: number };
type Page = { metrics?: Point[]; next_page_token?: string };

/**
 * Reads a metric in pages of 25,000, as MLflow's client does. `ms` is the sum of the pages' times; that they are parsed
 * here, for the next page's token and to be checked, is not in it.
 */
export async function readWhole(
  tracker: Tracker,
  runId: string,
  key: string,
): Promise<{ readonly points: readonly Point[]; readonly ms: number }> {
  const points: Point[] = [];
  let ms = 0;
  let token = "";
  do {
    const query = new URLSearchParams({ run_id: runId, metric_key: key, max_results: "25000" });
    if (token !== "") query.set("page_token", token);
    const answer = await send(tracker, `/api/2.0/mlflow/metrics/get-history?${query}`);
    if (answer.status !== 200)
      throw new Error(`get-history answered ${answer.status}: ${answer.body.toString()}`);
    ms += answer.ms;
    const page = JSON.parse(answer.body.toString()) as Page;
    for (const point of page.metrics ?? []) points.push(point);
    token = page.next_page_token ?? "";
  } while (token !== "");
  return { points, ms };
}
