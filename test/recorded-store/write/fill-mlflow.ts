import { metric } from "./fill-runs.ts";
import { done, idOf, mlflow, upload, type World } from "./world.ts";

const PLACE = "mlflow-artifacts:/";

/** What MLflow's clients make: experiments in every state, nested runs, data sets, logged models. */
export async function fillMlflow(world: World): Promise<void> {
  await makeExperiments(world);
  await makeNested(world);
  await logInputs(world);
  await makeLoggedModels(world);
  await changeExperiments(world);
}

async function makeExperiments(world: World): Promise<void> {
  for (const [name, more] of [
    ["shop/rank-old", { tags: [{ key: "mlflow.note.content", value: "# Ranking" }] }],
    ["attic", {}],
    ["scratch", {}],
    ["elsewhere", { artifact_location: "s3://bucket/place" }],
    ["gone", {}],
    ["100 % \u{1f40e} a.b", {}],
  ] as const)
    world.ids[`experiment.${name}`] = (
      await mlflow(world, "experiments/create", { name, ...more })
    ).experiment_id;
  const experiment_id = idOf(world, "experiment.shop/rank-old");
  await mlflow(world, "experiments/set-experiment-tag", {
    experiment_id,
    key: "team",
    value: "red",
  });
  await mlflow(world, "experiments/set-experiment-tag", { experiment_id, key: "old", value: "x" });
  await mlflow(world, "experiments/delete-experiment-tag", { experiment_id, key: "old" });
}

async function create(
  world: World,
  name: string,
  experiment: string,
  more: object = {},
): Promise<string> {
  const made = await mlflow(world, "runs/create", {
    experiment_id: idOf(world, `experiment.${experiment}`),
    user_id: "grace",
    run_name: name,
    start_time: world.clock.now(),
    ...more,
  });
  const { run_id, artifact_uri } = made.run.info;
  world.ids[`run.${name}`] = run_id;
  world.ids[`place.${name}`] = artifact_uri.replace(PLACE, "");
  return run_id;
}

async function makeNested(world: World): Promise<void> {
  const parent = await create(world, "parent", "shop/rank-old");
  for (const [i, name] of ["child-1", "child-2"].entries()) {
    const run_id = await create(world, name, "shop/rank-old", {
      tags: [
        { key: "mlflow.parentRunId", value: parent },
        { key: "mlflow.source.git.commit", value: "abc" },
      ],
    });
    await mlflow(world, "runs/log-parameter", { run_id, key: "depth", value: String(i + 3) });
    await mlflow(world, "runs/log-metric", {
      run_id,
      key: "ndcg",
      value: 0.5 + i / 10,
      timestamp: world.clock.now(),
    });
    await mlflow(world, "runs/set-tag", { run_id, key: "gone", value: "soon" });
    await mlflow(world, "runs/set-tag", { run_id, key: "mlflow.note.content", value: "A *note*." });
    await mlflow(world, "runs/delete-tag", { run_id, key: "gone" });
    await mlflow(world, "runs/update", {
      run_id,
      status: "FINISHED",
      end_time: world.clock.now() + 1500,
    });
  }
  const later = await create(world, "later", "scratch");
  await mlflow(world, "runs/update", { run_id: later, status: "SCHEDULED" });
  await create(world, "afar", "elsewhere");
  await create(world, "in-attic", "attic");
  await metric(world, "in-attic", "loss", [[0, 1]]);
  await create(world, "in-gone", "gone");
  await metric(world, "in-gone", "loss", [[0, 1]]);
  await create(world, "thrown-away", "scratch");
  await create(world, "purged", "scratch");
}

async function logInputs(world: World): Promise<void> {
  const set = (name: string, context: string) => ({
    tags: [{ key: "mlflow.data.context", value: context }],
    dataset: {
      name,
      digest: `${name}-1`,
      source_type: "local",
      source: JSON.stringify({ uri: `data/${name}.csv` }),
      schema: JSON.stringify({ mlflow_colspec: [{ type: "long", name: "x" }] }),
      profile: JSON.stringify({ num_rows: 3 }),
    },
  });
  const datasets = [set("train", "training"), set("test", "eval")];
  for (const name of ["child-1", "child-2"])
    await mlflow(world, "runs/log-inputs", { run_id: idOf(world, `run.${name}`), datasets });
}

async function makeLoggedModels(world: World): Promise<void> {
  const experiment_id = idOf(world, "experiment.shop/rank-old");
  for (const [name, run] of [
    ["tree", "child-1"],
    ["forest", "child-2"],
    ["broken", "child-2"],
    ["dropped", "child-2"],
  ] as const) {
    const { model } = await mlflow(world, "logged-models", {
      experiment_id,
      name,
      model_type: "sklearn",
      source_run_id: idOf(world, `run.${run}`),
      params: [{ key: "depth", value: name === "tree" ? "3" : "4" }],
      tags: [{ key: "kind", value: name }],
    });
    world.ids[`model.${name}`] = model.info.model_id;
    await upload(world, `${model.info.artifact_uri.replace(PLACE, "")}/MLmodel`, `name: ${name}\n`);
    const status = `LOGGED_MODEL_${name === "broken" ? "UPLOAD_FAILED" : "READY"}`;
    const path = `logged-models/${model.info.model_id}`;
    await mlflow(world, path, { status }, "PATCH");
    await mlflow(world, `${path}/params`, { params: [{ key: "late", value: "yes" }] });
    await mlflow(world, `${path}/tags`, { tags: [{ key: "spare", value: "1" }] }, "PATCH");
  }
  const [tree, forest] = [idOf(world, "model.tree"), idOf(world, "model.forest")];
  await mlflow(world, `logged-models/${tree}/tags/spare`, {}, "DELETE");
  await mlflow(world, `logged-models/${idOf(world, "model.dropped")}`, {}, "DELETE");
  for (const [i, model_id] of [tree, forest].entries())
    await mlflow(world, "runs/log-batch", {
      run_id: idOf(world, `run.child-${i + 1}`),
      metrics: [0, 1].flatMap((step) =>
        [undefined, "test"].map((dataset) => ({
          key: "ndcg",
          value: 0.6 + (step + i) / 10,
          step,
          timestamp: world.clock.now() + (dataset === undefined ? 0 : 1),
          model_id,
          ...(dataset === undefined
            ? {}
            : { dataset_name: dataset, dataset_digest: `${dataset}-1` }),
        })),
      ),
    });
  await mlflow(world, "runs/log-inputs", {
    run_id: idOf(world, "run.child-2"),
    models: [{ model_id: tree }],
  });
  await mlflow(world, "runs/outputs", {
    run_id: idOf(world, "run.child-2"),
    models: [{ model_id: forest, step: 1 }],
  });
  await mlflow(world, "runs/log-model", {
    run_id: idOf(world, "run.parent"),
    model_json: JSON.stringify({
      run_id: idOf(world, "run.parent"),
      utc_time_created: "2026-01-05 08:00:00",
      artifact_path: "old-model",
      model_uuid: "old",
      flavors: { python_function: {} },
    }),
  });
}

async function changeExperiments(world: World): Promise<void> {
  await mlflow(world, "experiments/update", {
    experiment_id: idOf(world, "experiment.shop/rank-old"),
    new_name: "shop/ranking",
  });
  const scratch = { experiment_id: idOf(world, "experiment.scratch") };
  await mlflow(world, "experiments/delete", scratch);
  await mlflow(world, "experiments/restore", scratch);
  await done(world, "POST", "/api/fettle/1/runs/import", {
    project: "elsewhere",
    records: importedRecords(world.clock.now() - 86_400_000),
  });
}

/** What an import brings: ids and times of its own, and a registered model with them. */
function importedRecords(at: number): object[] {
  const facts = { createdAt: at, updatedAt: at + 1, tags: { from: "afar" } };
  const run = "imported-run";
  return [
    { type: "experiment", id: "4711", name: "imported", lifecycle: "active", ...facts },
    {
      type: "run",
      id: run,
      experiment: "imported",
      name: "brought-along",
      user: "grace",
      status: "FINISHED",
      lifecycle: "active",
      startedAt: at,
      endedAt: at + 5000,
      params: { lr: "1" },
      tags: { old: "yes" },
      datasets: [],
      modelInputs: [],
      modelOutputs: [],
    },
    {
      type: "points",
      run,
      key: "loss",
      points: [
        [0, at, 3],
        [1, at + 1, "NaN"],
        [2, at + 2, 1],
      ],
    },
    {
      type: "registered-model",
      name: "brought",
      description: "By an import.",
      aliases: {},
      ...facts,
    },
    {
      type: "version",
      model: "brought",
      version: 7,
      description: "",
      user: "grace",
      stage: "None",
      run,
      source: "s3://bucket/brought",
      ...facts,
    },
    {
      type: "registered-model",
      name: "brought",
      description: "By an import.",
      ...facts,
      aliases: { live: 7 },
    },
  ];
}
