import { done, idOf, madeId, mlflow, upload, type World } from "./world.ts";

const MODELS = "/api/fettle/1/models";
const PROMPT = { key: "mlflow.prompt.is_prompt", value: "true" };

/** Registered models in every state: with versions, aliases, stages, tags; renamed, deleted; prompts; and their history. */
export async function fillRegistry(world: World): Promise<void> {
  await makeWebhooks(world);
  await makeIntent(world);
  await makeRanking(world);
  await makePrompt(world);
  await makeDeleted(world);
}

async function makeWebhooks(world: World): Promise<void> {
  const events = [
    { entity: "REGISTERED_MODEL", action: "CREATED" },
    { entity: "MODEL_VERSION_ALIAS", action: "CREATED" },
  ];
  for (const [name, more] of [
    ["told", { url: `${world.receiver}/ok`, secret: "hush", description: "Is told." }],
    ["sleeping", { url: "https://hooks.example.com/x", status: "DISABLED" }],
  ] as const) {
    const { webhook } = await mlflow(world, "webhooks", { name, events, ...more });
    world.ids[`webhook.${name}`] = webhook.webhook_id;
  }
}

/** Three versions from runs, as `fettle models register` makes them. */
async function makeIntent(world: World): Promise<void> {
  for (const [i, run] of ["finished", "repeat-1", "repeat-2"].entries()) {
    const id = idOf(world, `run.${run}`);
    const { artifactUri } = await done(world, "GET", `/api/fettle/1/runs/${id}`);
    const place = artifactUri.replace("mlflow-artifacts:/", "");
    await upload(world, `${place}/model/model.json`, JSON.stringify({ version: i + 1 }));
    await done(world, "POST", `${MODELS}/intent/versions`, {
      requestId: madeId("ab", i + 1),
      project: "shop",
      runId: id,
      description: `From ${run}.`,
    });
  }
  await done(world, "PATCH", `${MODELS}/intent`, {
    description: "Says what a customer wants.",
    tags: { team: "blue", spare: "x" },
  });
  await done(world, "PATCH", `${MODELS}/intent`, { tags: { spare: null } });
  await done(world, "PATCH", `${MODELS}/intent/versions/2`, {
    description: "Better.",
    tags: { checked: "yes" },
  });
  const alias = (name: string, version: number) =>
    done(world, "PUT", `${MODELS}/intent/aliases/${name}`, {
      version,
      project: "shop",
      reason: "to look at it",
    });
  await alias("shadow", 1);
  await alias("shadow", 2);
  await alias("old", 1);
  await done(world, "DELETE", `${MODELS}/intent/aliases/old`, { reason: "nobody asks" });
}

async function makeRanking(world: World): Promise<void> {
  const name = "rank";
  await mlflow(world, "registered-models/create", {
    name,
    description: "Orders.",
    tags: [{ key: "team", value: "red" }],
  });
  const add = (more: object) => mlflow(world, "model-versions/create", { name, ...more });
  const run = { run_id: idOf(world, "run.child-1") };
  await add({ source: `runs:/${run.run_id}/model`, ...run, tags: [{ key: "a", value: "b" }] });
  await add({ source: "s3://bucket/rank/2", run_link: "https://ci.example.com/2" });
  const forest = idOf(world, "model.forest");
  await add({ source: `models:/${forest}`, model_id: forest });
  await add({ source: "models:/intent/1", description: "A copy." });
  const stage = (version: string, to: string, archive = false) =>
    mlflow(world, "model-versions/transition-stage", {
      name,
      version,
      stage: to,
      archive_existing_versions: archive,
    });
  await stage("1", "Production");
  await stage("2", "Staging");
  await stage("3", "Production", true);
  await mlflow(world, "registered-models/alias", { name, alias: "Best_one", version: "3" });
  await mlflow(world, "model-versions/set-tag", { name, version: "2", key: "c", value: "d" });
  await mlflow(world, "model-versions/update", { name, version: "2", description: "2" }, "PATCH");
  await mlflow(world, "registered-models/rename", { name, new_name: "ranking" });
  await mlflow(world, "model-versions/delete", { name: "ranking", version: "2" }, "DELETE");
  await add({ name: "ranking", source: "s3://bucket/rank/5" });
  await mlflow(world, "model-versions/delete", { name: "ranking", version: "5" }, "DELETE");
  await done(world, "POST", `${MODELS}/ranking/versions/5/restore`, { reason: "needed" });
}

async function makePrompt(world: World): Promise<void> {
  const name = "greeting";
  await mlflow(world, "registered-models/create", { name, tags: [PROMPT] });
  for (const text of ["Hello {{name}}", "Good day {{name}}"])
    await mlflow(world, "model-versions/create", {
      name,
      source: "dummy-source",
      tags: [PROMPT, { key: "mlflow.prompt.text", value: text }],
    });
  await mlflow(world, "registered-models/alias", { name, alias: "live", version: "2" });
}

async function makeDeleted(world: World): Promise<void> {
  for (const name of ["retired", "back again"]) {
    await mlflow(world, "registered-models/create", { name });
    await mlflow(world, "model-versions/create", { name, source: "s3://bucket/old" });
    await done(world, "DELETE", `${MODELS}/${encodeURIComponent(name)}`, { reason: "of no use" });
  }
  await done(world, "POST", `${MODELS}/back%20again/restore`, { reason: "of use" });
}
