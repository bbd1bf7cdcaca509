import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ModelVersion } from "#models";
import type { RunDetail } from "#runs";
import type { TestServer } from "./open-store.ts";

/** A new version of a model as `fettle run` and `fettle models register` make it: a finished run with these metrics. */
export async function registerVersion(
  { client, folder }: Pick<TestServer, "client" | "folder">,
  model: string,
  metrics: Readonly<Record<string, number>> = {},
): Promise<ModelVersion> {
  const id = randomUUID().replaceAll("-", "");
  const run = await client.post<RunDetail>("/api/fettle/1/runs", {
    id,
    project: "shop",
    experiment: "shop",
    startedAt: Date.now(),
    command: ["node", "train.ts"],
    folder,
    dirty: false,
    data: [],
  });
  await client.post("/api/2.0/mlflow/runs/log-batch", {
    run_id: id,
    metrics: Object.entries(metrics).map(([key, value]) => ({
      key,
      value,
      timestamp: Date.now(),
      step: 0,
    })),
  });
  const file = join(folder, "model.json");
  writeFileSync(file, "{}");
  const where = run.artifactUri.replace(/^mlflow-artifacts:\//, "");
  await client.upload(`/api/2.0/mlflow-artifacts/artifacts/${where}/model/model.json`, file);
  await client.post(`/api/fettle/1/runs/${id}/end`, { status: "FINISHED", endedAt: Date.now() });
  return client.post<ModelVersion>(`/api/fettle/1/models/${encodeURIComponent(model)}/versions`, {
    requestId: randomUUID(),
    project: "shop",
    runId: id,
  });
}
