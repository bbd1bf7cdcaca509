/** A store with something of each kind, as it lies on the disk, and what a client is answered of it. */
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { systemClock } from "#ground/clock";
import { createClient, type ServerClient } from "#ground/http";
import { createLog } from "#ground/log";
import { readFolder } from "#test/folder-text";
import { randomRecords } from "#test/random-records";
import { checkStopped } from "../../src/app/check-store.ts";
import { openServer, type RunningServer } from "../../src/app/server.ts";
import { readServerFile } from "../../src/app/server-file.ts";
import { exportRecords } from "../../src/transfer/export-records.ts";
import { importRecords } from "../../src/transfer/import-records.ts";
import { readKinds } from "../../src/transfer/read-kinds.ts";
import { exportedFolder, openSource } from "../../src/transfer/sources/index.ts";

const ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts";
const POINTS = 1500;
const BIG = 1_300_000;
/** What SQLite and the sums make of a database. */
const DATABASE = /^fettle\.db(-wal|-shm|-sums|-journal|-wal\.damaged-\d+)?$/;
const output = { progress: () => ({ advance() {}, note() {}, end() {} }), say() {} };
const { signal } = new AbortController();

/** Files of a store, by their paths in it. */
export type Files = ReadonlyMap<string, Buffer>;
/** What was answered, by what was asked; an error by its words. */
export type Answers = Readonly<Record<string, string>>;
export type Found = { readonly answers: Answers; readonly damaged: readonly string[] };

/** Serves a store in this process. */
export async function served<T>(
  store: string,
  work: (client: ServerClient, server: RunningServer) => Promise<T>,
): Promise<T> {
  const server = await openServer({
    ...{ store, host: "127.0.0.1", port: 0, cwd: store, background: false, runtime: undefined },
    ...{ clock: systemClock, log: createLog(() => {}, systemClock.now) },
  });
  try {
    const socket = readServerFile(store)?.socket ?? "";
    return await work(createClient({ url: server.url, token: server.token, socket }), server);
  } finally {
    await server.stop();
  }
}

/** Records of all kinds, points, files and trash; the name of the run that has points and a big file. */
export async function fillStore(
  client: ServerClient,
  scratch: string,
  seed: number,
): Promise<string> {
  const { records, files } = randomRecords(seed);
  mkdirSync(scratch, { recursive: true });
  writeFileSync(join(scratch, "records.jsonl"), records.map((r) => JSON.stringify(r)).join("\n"));
  for (const { owner, path, text } of files) {
    const file = join(exportedFolder(scratch, owner), path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  await importRecords(openSource(scratch, { artifacts: undefined }), {
    ...{ client, kinds: await readKinds(client), project: "shop", artifacts: true },
    ...{ output, signal },
  });
  const made = await client.post<{ run: { info: { run_id: string; artifact_uri: string } } }>(
    "/api/2.0/mlflow/runs/create",
    { experiment_id: "0", start_time: 1, run_name: "long" },
  );
  const { run_id, artifact_uri } = made.run.info;
  for (const key of ["loss", "auc"])
    await client.post("/api/2.0/mlflow/runs/log-batch", {
      run_id,
      metrics: Array.from({ length: POINTS / 2 }, (_, i) => ({
        ...{ key, step: key === "loss" ? i : i * i, timestamp: i, value: Math.sin(i) },
      })),
    });
  const root = artifact_uri.replace("mlflow-artifacts:/", "");
  const sent = join(scratch, "sent");
  writeFileSync(sent, Buffer.from(Array.from({ length: BIG }, (_, i) => (i * i) & 255)));
  await client.upload(`${ARTIFACTS}/${root}/model.bin`, sent);
  await client.upload(`${ARTIFACTS}/${root}/gone.bin`, sent);
  await client.delete(`${ARTIFACTS}/${root}/gone.bin`);
  return run_id;
}

/** Asks for all that a store has: an export with its files, and what MLflow's client reads of one run. */
async function ask(client: ServerClient, run: string, scratch: string): Promise<Answers> {
  const answers: Record<string, string> = {};
  const get = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    try {
      const answer = await work();
      answers[name] = Buffer.isBuffer(answer)
        ? createHash("sha256").update(answer).digest("hex")
        : JSON.stringify(answer);
    } catch (error) {
      answers[name] = `error: ${(error as Error).message}`;
    }
  };
  const mlflow = "/api/2.0/mlflow";
  await get("export", async () => {
    const out = join(scratch, "out");
    rmSync(out, { recursive: true, force: true });
    const { whole, notes } = await exportRecords({
      ...{ client, kinds: await readKinds(client), format: "export", out, filter: undefined },
      ...{ experiment: undefined, project: undefined, artifacts: true, output, signal },
    });
    const files = Object.entries(readFolder(out)).map(([path, text]) =>
      path === "records.jsonl" ? text.split("\n").sort() : [path, text],
    );
    return { whole, notes, files: files.sort() };
  });
  for (const metric_key of ["loss", "auc"])
    await get(`points of ${metric_key}`, () =>
      client.get(`${mlflow}/metrics/get-history`, { run_id: run, metric_key, max_results: 25_000 }),
    );
  await get("points of a chart", () =>
    client.get(`/ajax-api/2.0/mlflow/metrics/get-history-bulk-interval`, {
      ...{ run_ids: run, metric_key: "loss", max_results: 50 },
    }),
  );
  await get("run", () => client.get(`${mlflow}/runs/get`, { run_id: run }));
  await get("bytes", async () => {
    const { run: found } = await client.get<{ run: { info: { artifact_uri: string } } }>(
      `${mlflow}/runs/get`,
      { run_id: run },
    );
    const root = found.info.artifact_uri.replace("mlflow-artifacts:/", "");
    return client.download(`${ARTIFACTS}/${root}/model.bin`);
  });
  await get("trash", () => client.get("/api/fettle/1/trash"));
  return answers;
}

/** Opens a store and tells what it answers, and what `fettle server check` names. */
export async function lookAt(store: string, run: string, scratch: string): Promise<Found> {
  try {
    return await served(store, async (client) => {
      const answers = await ask(client, run, scratch);
      const check = await client.get<{ damaged: readonly string[] }>("/api/fettle/1/server/check");
      return { answers, damaged: check.damaged };
    });
  } catch (error) {
    const { message } = error as Error;
    const found = (await checkStopped(store)) ?? [];
    // Its settings and keys are told by the refusal itself, which names the file.
    const named = found.length > 0 ? found : message.includes(store) ? [message] : [];
    return { answers: { start: `error: ${message}` }, damaged: named };
  }
}

/** The files of a store; those of the database alone, or all but the log and what comes and goes. */
export function filesOf(store: string, only: "database" | "all"): Files {
  const files = new Map<string, Buffer>();
  for (const entry of readdirSync(store, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name).slice(store.length + 1);
    if (!entry.isFile() || /^server\.|sums\.db|incoming/.test(path)) continue;
    if (only === "all" || DATABASE.test(path)) files.set(path, readFileSync(join(store, path)));
  }
  return files;
}

/** Puts a store's database as it was, whatever became of it; the other files in their places, on the disk where they were. */
export function putBack(store: string, files: Files): void {
  for (const name of readdirSync(store))
    if (DATABASE.test(name) && !files.has(name)) rmSync(join(store, name));
  for (const [path, bytes] of files) {
    const file = join(store, path);
    if (!DATABASE.test(path) && readFileSync(file).equals(bytes)) continue;
    chmodSync(dirname(file), 0o755);
    writeBytes(file, bytes);
  }
}

/** Writes into a file that may be one of those that nobody is to change. */
export function writeBytes(file: string, bytes: Uint8Array): void {
  try {
    chmodSync(file, 0o644);
  } catch {
    // It is not there yet.
  }
  writeFileSync(file, bytes);
}
