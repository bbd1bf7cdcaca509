import type { Asked } from "../serve-store.ts";
import { get, mlflowPosts, post } from "./asking.ts";
import { madeId } from "./world.ts";

const RUNS = "/api/fettle/1/runs";
const MODELS = "/api/fettle/1/models";
const MLFLOW = "/api/2.0/mlflow";
const PROXY = "/api/2.0/mlflow-artifacts/artifacts";

/** Requests that are refused, and so change nothing: with their status, code, message and hint. */
export function refusedRequests(id: (name: string) => string): Asked[] {
  return [
    get("/api/fettle/1/nothing"),
    get("/api/2.0/mlflow/nothing"),
    get("/ajax-api/2.0/mlflow/traces"),
    { method: "PUT", path: RUNS },
    get(`${PROXY}/../../etc/passwd`),
    get(`${PROXY}/..%2F..%2Fetc/passwd`),
    get(`${PROXY}/.fettle/contents`),
    get(`${RUNS}/%zz`),
    { ...get("/api/fettle/1/runs"), send: { origin: "https://elsewhere.example.com" } },
    { ...get("/api/fettle/1/runs"), send: { host: "elsewhere.example.com" } },
    ...post("/api/2.0/mlflow/runs/search", "not JSON", "[]"),
    ...ofRuns(id),
    ...ofMlflow(id),
    ...ofRegistry(),
    ...post("/api/fettle/1/session", { token: "wrong" }, {}),
  ];
}

function ofRuns(id: (name: string) => string): Asked[] {
  return [
    ...post(RUNS, {}, "{", {
      id: id("run.finished"),
      project: "shop",
      experiment: "other",
      startedAt: 1,
      command: [],
      folder: "",
      dirty: false,
      data: [],
    }),
    ...post(`${RUNS}/none/end`, { status: "FINISHED", endedAt: 1 }),
    ...post(`${RUNS}/none/beat`, {}),
    ...post(`${RUNS}/trash`, { ids: [id("run.running")] }, { ids: ["none"] }, { ids: [] }),
    ...post(
      `${RUNS}/trash/restore`,
      { ids: [id("run.finished")] },
      { ids: [id("run.thrown-away"), id("run.repeat-2")], as: "one name" },
      { ids: [id("experiment.attic")], as: "shop/ranking" },
    ),
    ...post(
      `${RUNS}/trash/purge`,
      { ids: [id("run.repeat-2")] },
      { ids: [id("run.finished")] },
      { expired: true },
    ),
    ...post(`${RUNS}/trashed-artifacts/restore`, { ids: ["none"] }),
    ...post(`${RUNS}/trashed-artifacts/purge`, { ids: ["none"] }),
    { method: "DELETE", path: `${RUNS}/${id("run.finished")}/artifact/model/model.json` },
    { method: "DELETE", path: `${RUNS}/${id("run.child-1")}/artifact/nothing` },
    { method: "DELETE", path: `${RUNS}/notices/none` },
    ...post(`${RUNS}/notices/none/test`, {}),
    ...post(`${RUNS}/notices`, {
      id: "9".repeat(32),
      project: "shop",
      on: ["lost"],
      url: "ftp://example.com",
    }),
    { method: "DELETE", path: `${RUNS}/views/none` },
    ...post(`${RUNS}/views/none/restore`, {}),
    ...post(`${RUNS}/import`, { project: "shop", records: [{ type: "weather" }] }),
    ...post(`${RUNS}/import/trash`, { of: "run", id: "none" }),
  ];
}

function ofMlflow(id: (name: string) => string): Asked[] {
  const run_id = id("run.child-1");
  const gone = id("run.thrown-away");
  return [
    ...mlflowPosts("experiments/create", { name: "shop/ranking" }, { name: "attic" }, {}),
    ...mlflowPosts("experiments/update", {
      experiment_id: id("experiment.scratch"),
      new_name: "shop/ranking",
    }),
    ...mlflowPosts("experiments/delete", { experiment_id: "99" }),
    ...mlflowPosts("experiments/restore", { experiment_id: id("experiment.scratch") }),
    ...mlflowPosts("runs/create", { experiment_id: id("experiment.attic") }),
    ...mlflowPosts("runs/restore", { run_id: "none" }),
    ...mlflowPosts("runs/log-parameter", { run_id, key: "depth", value: "other" }),
    ...mlflowPosts(
      "runs/log-metric",
      { run_id: gone, key: "loss", value: 1, timestamp: 1 },
      { run_id, key: "b@d", value: 1, timestamp: 1 },
      { run_id, key: "loss", value: "high", timestamp: 1 },
    ),
    ...mlflowPosts("runs/set-tag", { run_id: "none", key: "a", value: "b" }),
    ...mlflowPosts("runs/delete-tag", { run_id, key: "none" }),
    ...mlflowPosts("runs/log-batch", { run_id, metrics: "all" }),
    ...mlflowPosts("runs/log-inputs", { run_id, datasets: [{}] }),
    ...mlflowPosts("logged-models", { experiment_id: "99999" }),
  ];
}

function ofRegistry(): Asked[] {
  const send = (method: string, path: string, body: object): Asked => ({ method, path, body });
  return [
    ...post(`${MODELS}/intent/versions`, { requestId: "new", project: "shop", runId: "none" }),
    send("PUT", `${MODELS}/intent/aliases/champion`, { version: 1, project: "shop" }),
    send("PUT", `${MODELS}/intent/aliases/v1`, { version: 1, project: "shop" }),
    send("DELETE", `${MODELS}/intent`, {}),
    send("PATCH", `${MODELS}/intent`, { name: "ranking" }),
    ...post(`${MODELS}/intent/restore`, {}),
    ...post(`${MODELS}/intent/versions/1/restore`, {}),
    ...mlflowPosts("registered-models/create", { name: "intent" }, { name: "a/b" }),
    send("DELETE", `${MLFLOW}/registered-models/alias`, { name: "intent", alias: "champion" }),
    send("DELETE", `${MLFLOW}/model-versions/delete`, { name: "ranking", version: "2" }),
    ...mlflowPosts("webhooks", { name: "w", url: "ftp://example.com", events: [] }),
    ...post("/api/fettle/1/gate/promote", {
      id: madeId("de", 9),
      project: "shop",
      model: "intent",
      version: 1,
    }),
    ...post("/api/fettle/1/gate/comparisons", {
      id: madeId("c0", 9),
      project: "shop",
      model: "intent",
      champion: 1,
      candidate: 2,
      reports: [madeId("4e", 10), madeId("4e", 10), madeId("4e", 11)],
    }),
    ...post("/api/fettle/1/dialogues/reports", { id: "x" }),
  ];
}
