import { done, idOf, madeId, mlflow, type Wire, type World } from "./world.ts";

const RUNS = "/api/fettle/1/runs";

/** Runs as `fettle run` starts them, of every status, with all that is recorded; and what a project chose. */
export async function fillRuns(world: World): Promise<void> {
  await start(world, "finished", trained());
  await logLoss(world);
  await logOdd(world);
  await end(world, "finished", "FINISHED", 0);
  await start(world, "failed", {
    name: "half-way",
    notebook: "notebooks/03-features.ipynb",
    params: { lr: "0.1", seed: "8", note: "two\nlines" },
    patch: {
      text: "diff --git a/train.py b/train.py\n-lr = 0.01\n+lr = 0.1\n+token = [redacted]\n",
      cut: true,
      redacted: true,
      untracked: [{ path: "scratch.py", size: 12 }],
      untrackedTotal: 3,
    },
  });
  await metric(world, "failed", "val/accuracy", [[0, 0.5]]);
  await end(world, "failed", "FAILED", 3);
  await start(world, "killed", { experiment: "shop/intent/large", params: { lr: "0.01" } });
  await metric(world, "killed", "val/accuracy", [
    [0, 0.6],
    [1, 0.4],
  ]);
  await end(world, "killed", "KILLED", 130);
  await start(world, "running", { experiment: "shop/intent/large", name: "Übung \u{1f984}" });
  await metric(world, "running", "loss", [[5, 2.5]]);
  await start(world, "lost", { experiment: "churn", project: "churn", lostAfterMs: 1000 });
  await start(world, "forgiving", {
    experiment: "churn",
    project: "churn",
    choices: { lostAfterMs: 600_000, best: { churn: "lower", lift: "higher" } },
  });
  await end(world, "forgiving", "FINISHED", undefined);
  for (let i = 1; i <= 5; i += 1) await startRepeat(world, i);
}

/** What a training in a work tree with changes tells of itself. */
function trained(): object {
  return {
    name: "first-try",
    commit: "0123456789abcdef0123456789abcdef01234567",
    branch: "main",
    dirty: true,
    command: ["python", "train.py", "--lr", "0.01", "--api-key", "hunter2"],
    params: { lr: "0.01", seed: "7", "model/size": "base" },
    tags: { team: "blue", "note with spaces": "line one\nline two" },
    data: [
      { path: "data/train.csv", md5: "a".repeat(32), size: 1234, tracked: true },
      { path: "data/images", md5: `${"b".repeat(32)}.dir`, size: 99_999, files: 12, tracked: true },
      { path: "data/own.csv", md5: "c".repeat(32), size: 3, tracked: false },
    ],
    environment: {
      python: { version: "3.12.4", folder: ".venv", packages: { numpy: "2.1.0", torch: "2.5.1" } },
      node: "24.0.0",
      platform: "linux 6.1.0 x64",
      cpu: "A processor",
      cores: 8,
      memory: 17_179_869_184,
      gpus: ["A card, 24 GiB"],
      variables: { CUDA_VISIBLE_DEVICES: "0", OMP_NUM_THREADS: "4" },
    },
    patch: {
      text: "diff --git a/train.py b/train.py\n--- a/train.py\n+++ b/train.py\n@@ -1 +1 @@\n-a\n+b\n",
      cut: false,
      redacted: false,
      untracked: [],
      untrackedTotal: 0,
    },
    lostAfterMs: 3_600_000,
    choices: { lostAfterMs: null, best: { latency: "lower", perplexity: "higher" } },
  };
}

async function start(world: World, name: string, more: object): Promise<void> {
  const number = Object.keys(world.ids).length + 1;
  const id = madeId("a11", number);
  world.ids[`run.${name}`] = id;
  await done(world, "POST", RUNS, {
    id,
    project: "shop",
    experiment: "shop/intent/base",
    startedAt: world.clock.now(),
    user: "ada",
    command: ["python", "train.py"],
    folder: "models/intent",
    dirty: false,
    data: [],
    ...more,
  });
}

async function end(
  world: World,
  name: string,
  status: string,
  exitCode: number | undefined,
): Promise<void> {
  const endedAt = world.clock.now() + 500;
  await done(world, "POST", `${RUNS}/${idOf(world, `run.${name}`)}/end`, {
    status,
    endedAt,
    ...(exitCode === undefined ? {} : { exitCode }),
  });
}

/** The same again with other seeds, for the noise of a comparison, and for groups. */
async function startRepeat(world: World, seed: number): Promise<void> {
  const name = `repeat-${seed}`;
  await start(world, name, {
    experiment: "shop/intent/base",
    name,
    commit: seed === 5 ? "f".repeat(40) : "0123456789abcdef0123456789abcdef01234567",
    command: ["python", "train.py", "--seed", String(seed)],
    params: { lr: seed === 5 ? "0.5" : "0.01", seed: String(seed) },
    data: [{ path: "data/train.csv", md5: "a".repeat(32), size: 1234, tracked: true }],
  });
  await metric(world, name, "val/accuracy", [
    [0, 0.5],
    [1, 0.8 + seed / 100],
    [2, 0.7 + seed / 50],
  ]);
  await metric(world, name, "latency", [[0, 100 - seed]]);
  await metric(world, name, "churn", [[0, seed / 10]]);
  await end(world, name, "FINISHED", 0);
}

/** Three blocks and a bit: as long as one that is drawn as a chart. */
async function logLoss(world: World): Promise<void> {
  const points = Array.from({ length: 1700 }, (_, i): [number, number] => [
    i,
    Math.round(1e6 / (1 + i / 50) + 1e4 * Math.sin(i)) / 1e6,
  ]);
  await metric(world, "finished", "loss", points.slice(0, 900));
  await metric(world, "finished", "loss", points.slice(900));
}

/** What is rare: values that JSON has no number for, steps before 0 and out of order, keys with all that a key may have. */
async function logOdd(world: World): Promise<void> {
  await metric(world, "finished", "odd", [
    [-3, 1.5],
    [-1, "NaN"],
    [0, "Infinity"],
    [1, "-Infinity"],
    [2, 1e-300],
    [9_007_199_254_740_991, -0.0],
  ]);
  await metric(world, "finished", "never", [[0, "NaN"]]);
  await metric(world, "finished", "latency", [
    [10, 30],
    [5, 20],
    [5, 25],
    [20, 40],
  ]);
  await metric(world, "finished", "perplexity", [
    [0, 3],
    [1, 9],
    [2, 4],
  ]);
  await metric(world, "finished", "val/accuracy", [
    [0, 0.5],
    [1, 0.9],
    [2, 0.8],
  ]);
  await metric(world, "finished", "a b.c:d-e_f/g", [[0, 1]]);
}

/** Logs points, a second apart from one to the next. */
export async function metric(
  world: World,
  run: string,
  key: string,
  points: readonly (readonly [number, Wire])[],
): Promise<void> {
  const at = world.clock.now();
  const metrics = points.map(([step, value], i) => ({
    key,
    value,
    step,
    timestamp: at + i * 1000,
  }));
  await mlflow(world, "runs/log-batch", { run_id: idOf(world, `run.${run}`), metrics });
}
