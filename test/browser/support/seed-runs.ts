import type { PageServer } from "./page-server.ts";

const API = "/api/fettle/1";
const EPOCHS = 40;

/** 32 hex digits from a kind and a number, so that a test can name what it seeded. */
export function idOf(kind: string, n: number): string {
  const head = Buffer.from(kind).toString("hex");
  return head + n.toString(16).padStart(32 - head.length, "0");
}

/** Numbers that look random and are the same at every run. */
function dice(seed: number): () => number {
  let state = seed + 1;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

export type SeededRun = { readonly id: string; readonly name: string; readonly accuracy: number };

/** Starts a run as `fettle run` does, with parameters and data. */
export async function startRun(
  server: PageServer,
  n: number,
  startedAt: number,
): Promise<SeededRun> {
  const roll = dice(n);
  const model = ["rules", "bayes", "logistic"][n % 3] as string;
  const run = { id: idOf("run", n), name: `${model}-${n}`, accuracy: 0.7 + roll() * 0.28 };
  await server.post(`${API}/runs`, {
    id: run.id,
    project: "sales-agent",
    experiment: "intents",
    name: run.name,
    startedAt,
    user: n % 4 === 0 ? "lena" : "ada",
    command: [
      "node",
      "train.ts",
      "--model",
      model,
      "--train",
      "data/intents.csv",
      "--note",
      "second try",
    ],
    folder: ".",
    commit: "4f1c9d0b7a3e5d2c8b6a9f0e1d2c3b4a5f6e7d8c",
    branch: "main",
    dirty: n % 5 === 0,
    data: [{ path: "data/intents.csv", md5: idOf("d", n % 3), size: 48_213, tracked: true }],
    params: { model, rate: String([0.1, 0.03, 0.01][n % 3]), seed: String(n) },
    tags: { team: "sales" },
  });
  return run;
}

/** Logs the metrics of one epoch, or of all up to `epochs`, through MLflow's own route. */
export async function logEpochs(
  server: PageServer,
  run: SeededRun,
  from: number,
  to: number,
): Promise<void> {
  const roll = dice(run.name.length + to);
  const metrics = [];
  for (let step = from; step < to; step += 1) {
    const done = 1 - Math.exp(-(step + 1) / 9);
    const noise = (roll() - 0.5) * 0.02;
    metrics.push({
      key: "accuracy",
      value: run.accuracy * done + noise,
      timestamp: step * 1000,
      step,
    });
    metrics.push({
      key: "loss",
      value: Math.exp(-(step + 1) / 7) + 0.05 + roll() * 0.02,
      timestamp: step * 1000,
      step,
    });
  }
  await server.post("/api/2.0/mlflow/runs/log-batch", {
    run_id: run.id,
    metrics,
    params: [],
    tags: [],
  });
}

export async function endRun(
  server: PageServer,
  run: SeededRun,
  status: string,
  endedAt: number,
): Promise<void> {
  await server.post("/api/2.0/mlflow/runs/log-batch", {
    run_id: run.id,
    metrics: [{ key: "macro_f1", value: run.accuracy - 0.02, timestamp: endedAt, step: 0 }],
    params: [],
    tags: [],
  });
  await server.post(`${API}/runs/${run.id}/end`, {
    status,
    endedAt,
    exitCode: status === "FINISHED" ? 0 : 1,
  });
}

/** Finished runs, every ninth failed, with curves and a few files. */
export async function seedRuns(server: PageServer, count: number): Promise<readonly SeededRun[]> {
  const runs: SeededRun[] = [];
  const start = Date.now() - count * 60_000;
  for (let n = 0; n < count; n += 1) {
    const run = await startRun(server, n, start + n * 60_000);
    if (n >= count - 3) await logEpochs(server, run, 0, EPOCHS);
    else await logEpochs(server, run, EPOCHS - 1, EPOCHS);
    if (n >= count - 3) await seedArtifacts(server, run);
    await endRun(
      server,
      run,
      n % 9 === 4 ? "FAILED" : "FINISHED",
      start + n * 60_000 + 3000 + n * 97,
    );
    runs.push(run);
  }
  return runs;
}

async function seedArtifacts(server: PageServer, run: SeededRun): Promise<void> {
  const { artifactUri } = await server.get<{ artifactUri: string }>(`${API}/runs/${run.id}`);
  const base = artifactUri.replace("mlflow-artifacts:/", "/api/2.0/mlflow-artifacts/artifacts/");
  await server.put(
    `${base}/confusion.csv`,
    "true,predicted,count\nprice,price,12\nprice,greeting,1\n",
  );
  await server.put(
    `${base}/model/model.json`,
    JSON.stringify({ kind: "bayes", weights: [1, 2, 3] }),
  );
  await server.put(`${base}/model/labels.txt`, "price\ngreeting\n");
}
