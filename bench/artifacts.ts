/**
 * Artifacts over MLflow's proxy, raw HTTP, 16 connections, load generator on the same machine: 1,000 files of 1 KiB up and
 * down, 1 GB up and down, beside `cp` with fsync; then the same by the unmodified client where FETTLE_BENCH_MLFLOW=<venv
 * with mlflow> names one. With it `mlflow server` takes turns with ours; without it the recorded figure is shown.
 */
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import http from "node:http";
import { join } from "node:path";
import { freePort } from "#ground/process";
import { type Figure, figure } from "./harness/figure.ts";
import { installPackage, serve } from "./harness/installed-package.ts";
import { type Contender, interleave, type Measured } from "./harness/interleave.ts";
import { withPeers } from "./harness/program.ts";
import { spread, summarise } from "./harness/statistics.ts";
import {
  answerOf,
  ask,
  clientEnvironment,
  open,
  serveMlflow,
  type Tracker,
} from "./harness/tracker.ts";
import { type Section, writeRun } from "./harness/write-run.ts";

const CONNECTIONS = 16;
const FILES = 1000;
const FILE_BYTES = 1024;
const LARGE_BYTES = Number(process.env["FETTLE_BENCH_LARGE_BYTES"] ?? 1e9);
const ROUNDS = Number(process.env["FETTLE_BENCH_ROUNDS"] ?? 3);
/** They take a second each and vary by half of it. */
const SMALL_ROUNDS = Math.max(5, ROUNDS);
const CLIENT_ROUNDS = Math.min(2, ROUNDS);
/** Sent at once by the load generator, from memory: reading a file beside it would be timed too. */
const PIECE = 1024 * 1024;
/** As much as one who keeps a second copy while it comes in writes. */
const STIR_BYTES = 2.2 * LARGE_BYTES;
const PEER = process.env["FETTLE_BENCH_MLFLOW"];
/** MLflow 3.17.2, recorded on another day; seconds. */
const RECORDED = { up: 1.3, down: 3.1 };
/** Who takes longer than this for one step has not done it: MLflow before 3.14 reads a body in quadratic time. */
const STEP_MAX_MS = 120_000;
const PROXY = "/api/2.0/mlflow-artifacts/artifacts";

const CLIENT = `
import json, sys, tempfile, time
import mlflow
folder, large = sys.argv[1:3]
out = {}
def timed(name, work):
    start = time.perf_counter()
    work()
    out[name] = time.perf_counter() - start
with mlflow.start_run() as run:
    timed("many_up", lambda: mlflow.log_artifacts(folder, "many"))
    timed("large_up", lambda: mlflow.log_artifact(large))
    root = run.info.artifact_uri
with tempfile.TemporaryDirectory() as to:
    timed("many_down", lambda: mlflow.artifacts.download_artifacts(f"{root}/many", dst_path=to))
    timed("large_down", lambda: mlflow.artifacts.download_artifacts(f"{root}/large.bin", dst_path=to))
print(json.dumps(out))
`;

const installed = installPackage();
const folder = join(installed.folder, "files");
const large = join(installed.folder, "large.bin");
const trackers: Tracker[] = [];
try {
  for (let i = 0; i < LARGE_BYTES / 1e6; i += 1) appendFileSync(large, randomBytes(1e6));
  mkdirSync(folder);
  for (let i = 0; i < FILES; i += 1)
    writeFileSync(join(folder, `${i}.bin`), Buffer.alloc(FILE_BYTES, `file ${i} `));
  trackers.push({ name: "Fettle", ...(await serve(installed, "store", await freePort())) });
  if (PEER !== undefined) trackers.push(await serveMlflow(PEER, join(installed.folder, "peer")));
  const sections = [await raceSmall(), await raceLarge()];
  if (PEER !== undefined && process.env["FETTLE_BENCH_CLIENT"] !== "0")
    sections.push(await raceClient(PEER));
  writeRun("artifacts", "npm run bench -- artifacts", sections);
} finally {
  for (const tracker of trackers) await tracker.stop();
  installed.remove();
}

function contenders(round: (tracker: Tracker) => Promise<Record<string, number>>): Contender[] {
  return trackers.map((tracker) => ({ name: tracker.name, round: () => round(tracker) }));
}

async function raceSmall(): Promise<Section> {
  const measured = await interleave(
    contenders(async (tracker) => {
      execFileSync("sync");
      const root = await newRun(tracker);
      const agent = new http.Agent({ keepAlive: true, maxSockets: CONNECTIONS });
      // Each round's contents are new, so that nothing of a round before is found again.
      const content = (i: number): Buffer =>
        Buffer.alloc(FILE_BYTES, `${root.slice(-48)} file ${i} `);
      const up = await seconds(() =>
        inParallel(FILES, (i) =>
          exchange(tracker, agent, "PUT", `${root}/many/${i}.bin`, content(i)),
        ),
      );
      const down = await seconds(() =>
        inParallel(FILES, async (i) => {
          const got = await exchange(tracker, agent, "GET", `${root}/many/${i}.bin`);
          if (!got.equals(content(i))) throw new Error(`${i}.bin came back different`);
        }),
      );
      agent.destroy();
      return { up, down };
    }),
    SMALL_ROUNDS,
  );
  const rows = measured.map(({ name, values }) => [
    name,
    spread(values.get("up") ?? [], 2),
    spread(values.get("down") ?? [], 2),
  ]);
  if (PEER === undefined)
    rows.push([
      "MLflow 3.17.2 (recorded, not in this run)",
      String(RECORDED.up),
      String(RECORDED.down),
    ]);
  return {
    title: `${FILES} files of 1 KiB, ${CONNECTIONS} connections`,
    head: ["server", "up s", "down s"],
    rows,
    notes: [
      `up ${times(peerOf(measured, "up", RECORDED.up), medianOf(measured[0], "up"))}, down ${times(peerOf(measured, "down", RECORDED.down), medianOf(measured[0], "down"))} as fast as MLflow${PEER === undefined ? " as recorded" : ""}; ours are on disk when they are answered`,
    ],
    figures: figuresOf(measured[0], `${FILES} files of 1 KiB`),
  };
}

async function raceLarge(): Promise<Section> {
  const content = readFileSync(large);
  const copy: Contender = {
    name: "cp, then fsync",
    async round() {
      const to = join(installed.folder, "copy.bin");
      stir();
      const up = await seconds(async () => {
        execFileSync("cp", [large, to]);
        execFileSync("sync", [to]);
      });
      const down = await seconds(async () => void execFileSync("cp", [large, "/dev/null"]));
      rmSync(to);
      return { up, down };
    },
  };
  const measured = await interleave(
    [
      ...(withPeers ? [copy] : []),
      ...contenders(async (tracker) => {
        stir();
        const root = await newRun(tracker);
        const agent = new http.Agent({ keepAlive: true });
        // One byte apart from the round before, so that it is not found to be there.
        const mark = Buffer.from(root.slice(-40));
        const up = await orNever(() => putFile(tracker, `${root}/large.bin`, mark, content));
        const down = await orNever(() => drain(tracker, agent, `${root}/large.bin`));
        agent.destroy();
        await exchange(tracker, new http.Agent(), "DELETE", `${root}/large.bin`).catch(() => {});
        return { up, down };
      }),
    ],
    ROUNDS,
  );
  const ours = measured.find(({ name }) => name !== copy.name);
  const size = `${LARGE_BYTES / 1e9} GB`;
  return {
    title: `${size}, one request`,
    head: ["way", "up s", "down s"],
    rows: measured.map(({ name, values }) => [
      name,
      spread(values.get("up") ?? [], 2),
      spread(values.get("down") ?? [], 2),
    ]),
    figures: figuresOf(ours, `${size} in one request`),
    notes: [
      `up at ${(medianOf(measured[0], "up") / medianOf(ours, "up")).toFixed(2)} of the speed of cp and fsync`,
      "before each, all that was written is synced and the memory for a copy was used; bodies are sent from memory",
    ],
  };
}

/** The same by MLflow's own client, in Python, which sends one file after the other. */
async function raceClient(venv: string): Promise<Section> {
  const measured = await interleave(
    contenders(async (tracker) => {
      stir();
      const text = execFileSync(join(venv, "bin", "python"), ["-c", CLIENT, folder, large], {
        env: { ...clientEnvironment(tracker), MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR: "false" },
        stdio: ["ignore", "pipe", "ignore"],
        timeout: 4 * STEP_MAX_MS,
      }).toString();
      return JSON.parse(text.trim().split("\n").pop() ?? "{}") as Record<string, number>;
    }),
    CLIENT_ROUNDS,
  );
  return {
    title: "the unmodified client",
    head: ["server", "1,000 files up s", "down s", "1 GB up s", "down s"],
    rows: measured.map(({ name, values }) => [
      name,
      ...["many_up", "many_down", "large_up", "large_down"].map((key) =>
        spread(values.get(key) ?? [], 2),
      ),
    ]),
    notes: ["as it comes out: the client itself takes most of the time of small files"],
  };
}

function figuresOf(measured: Measured | undefined, what: string): Figure[] {
  return ["up", "down"].map((way) =>
    figure(`${what}, ${way}`, "s", "less", measured?.values.get(way) ?? []),
  );
}

function medianOf(measured: Measured | undefined, key: string): number {
  return summarise(measured?.values.get(key) ?? []).median;
}

function peerOf(measured: readonly Measured[], key: string, recorded: number): number {
  return measured[1] === undefined ? recorded : medianOf(measured[1], key);
}

function times(peer: number, own: number): string {
  return `${(peer / own).toFixed(1)}x`;
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** Infinity where it fails; only a peer may. */
async function orNever(work: () => Promise<unknown>): Promise<number> {
  return seconds(work).catch((error: unknown) => {
    process.stderr.write(`not done: ${error instanceof Error ? error.message : error}\n`);
    return Number.POSITIVE_INFINITY;
  });
}

async function inParallel(count: number, work: (i: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (next < count) await work(next++);
    }),
  );
}

/** A new run; where its artifacts are behind the proxy. */
async function newRun(tracker: Tracker): Promise<string> {
  const made = await ask(tracker, "runs/create", { experiment_id: "0", start_time: 1764000000000 });
  const { info } = made["run"] as { info: { artifact_uri: string } };
  return `${PROXY}/${info.artifact_uri.replace("mlflow-artifacts:/", "")}`;
}

function begin(
  tracker: Tracker,
  agent: http.Agent,
  method: string,
  path: string,
): http.ClientRequest {
  return open(tracker, method, path, { agent, signal: AbortSignal.timeout(STEP_MAX_MS) });
}

async function exchange(
  tracker: Tracker,
  agent: http.Agent,
  method: string,
  path: string,
  body?: Buffer,
): Promise<Buffer> {
  const answer = await answerOf(begin(tracker, agent, method, path), body);
  if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${answer.body}`);
  return answer.body;
}

/**
 * What was written before is on disk, and the memory in which the next copy is cached is this machine's: a virtual one
 * gets each page from its host when it is first used, and gives it back, which would cost one contender two seconds and
 * the next none.
 */
function stir(): void {
  const path = join(installed.folder, "stir.bin");
  const file = openSync(path, "w");
  const zeros = Buffer.alloc(PIECE);
  for (let at = 0; at < STIR_BYTES; at += PIECE) writeSync(file, zeros);
  closeSync(file);
  rmSync(path);
  execFileSync("sync");
}

function putFile(tracker: Tracker, path: string, mark: Buffer, content: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = begin(tracker, new http.Agent(), "PUT", path);
    request.setHeader("content-length", LARGE_BYTES + mark.length);
    request.on("error", reject);
    request.on("response", (response) => {
      response.resume();
      response.on("end", () =>
        response.statusCode === 200 ? resolve() : reject(new Error(`PUT: ${response.statusCode}`)),
      );
    });
    request.write(mark);
    let at = 0;
    const send = (): void => {
      while (at < content.length) {
        const piece = content.subarray(at, at + PIECE);
        at += piece.length;
        if (!request.write(piece)) return void request.once("drain", send);
      }
      request.end();
    };
    send();
  });
}

function drain(tracker: Tracker, agent: http.Agent, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = begin(tracker, agent, "GET", path);
    request.on("error", reject);
    request.on("response", (response) => {
      let bytes = 0;
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
      });
      response.on("end", () =>
        bytes > LARGE_BYTES ? resolve() : reject(new Error(`GET: ${bytes} bytes`)),
      );
    });
    request.end();
  });
}
