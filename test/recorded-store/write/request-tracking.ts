import type { Asked } from "../serve-store.ts";
import { get, gets, mlflowGets, mlflowPosts, post } from "./asking.ts";

const AJAX = "/ajax-api/2.0/mlflow";

/** MLflow's tracking API. */
export function trackingRequests(id: (name: string) => string): Asked[] {
  return [
    get("/health"),
    get("/version"),
    get("/api/3.0/mlflow/server-info"),
    get("/ajax-api/3.0/mlflow/server-info"),
    get("/ajax-api/3.0/mlflow/ui-telemetry"),
    ...post("/v1/traces", "spans"),
    ...experiments(id),
    ...runs(id),
    ...histories(id),
    ...inputs(id),
    ...loggedModels(id),
  ];
}

function experiments(id: (name: string) => string): Asked[] {
  const experiment_id = id("experiment.shop/rank-old");
  return [
    ...mlflowGets(
      "experiments/get",
      { experiment_id },
      { experiment_id: "0" },
      { experiment_id: "4711" },
      { experiment_id: id("experiment.attic") },
      { experiment_id: id("experiment.gone") },
      { experiment_id: "no number" },
      {},
    ),
    get(`${AJAX}/experiments/get`, { experiment_id }),
    ...mlflowGets(
      "experiments/get-by-name",
      { experiment_name: "shop/ranking" },
      { experiment_name: "shop/rank-old" },
      { experiment_name: "attic" },
      { experiment_name: "100 % \u{1f40e} a.b" },
    ),
    get(`${AJAX}/experiments/get-by-name`, { experiment_name: "Default" }),
    ...mlflowGets("experiments/search", { max_results: 3 }, { max_results: 0 }),
    get(`${AJAX}/experiments/search`, { max_results: 100, view_type: "ALL" }),
    ...mlflowPosts(
      "experiments/search",
      { max_results: 100 },
      { max_results: 100, view_type: "DELETED_ONLY" },
      { max_results: 100, filter: "name LIKE 'shop/%'", order_by: ["name DESC"] },
      { max_results: 100, filter: "tags.team = 'red'" },
      { max_results: 100, filter: "name = " },
      { max_results: 2, page_token: "nonsense" },
    ),
    ...post(`${AJAX}/experiments/search`, { max_results: 2, order_by: ["last_update_time ASC"] }),
  ];
}

function runs(id: (name: string) => string): Asked[] {
  const all = [
    "experiment.shop/rank-old",
    "experiment.scratch",
    "experiment.attic",
    "experiment.elsewhere",
  ].map(id);
  const experiment_ids = [...all, "0", "1", "2", "3", "4711"];
  const search = (more: object) => ({ experiment_ids, max_results: 50, ...more });
  return [
    ...["finished", "lost", "later", "child-1", "child-2", "parent", "thrown-away", "purged"].map(
      (name) => get("/api/2.0/mlflow/runs/get", { run_id: id(`run.${name}`) }),
    ),
    get(`${AJAX}/runs/get`, { run_uuid: id("run.child-1") }),
    get(`${AJAX}/runs/get`),
    ...mlflowPosts(
      "runs/search",
      search({}),
      search({ run_view_type: "ALL", order_by: ["attributes.start_time ASC"] }),
      search({ run_view_type: "DELETED_ONLY" }),
      search({ filter: "metrics.ndcg >= 0.5", order_by: ["metrics.ndcg DESC"] }),
      search({ filter: "params.depth = '3'" }),
      search({ filter: `tags.mlflow.parentRunId = '${id("run.parent")}'` }),
      search({ filter: "attributes.run_name ILIKE 'CHILD%'" }),
      search({ filter: "datasets.name = 'train' AND datasets.context = 'training'" }),
      search({ filter: "status = 'SCHEDULED'" }),
      search({ filter: "metrics.loss < 'x'" }),
      search({ max_results: 2, order_by: ["params.lr DESC"] }),
      search({ max_results: 0 }),
      { experiment_ids: [], max_results: 5 },
    ),
    ...post(`${AJAX}/runs/search`, search({ filter: "metrics.odd < 0" })),
  ];
}

function histories(id: (name: string) => string): Asked[] {
  const run_id = id("run.finished");
  const repeats = [1, 3, 4].map((i) => id(`run.repeat-${i}`));
  return [
    ...mlflowGets(
      "metrics/get-history",
      { run_id, metric_key: "odd" },
      { run_id, metric_key: "loss", max_results: 5 },
      { run_id, metric_key: "latency" },
      { run_id, metric_key: "unknown" },
      { run_id: id("run.child-1"), metric_key: "ndcg" },
      { run_id },
    ),
    get(`${AJAX}/metrics/get-history`, { run_id: id("run.running"), metric_key: "loss" }),
    ...mlflowGets(
      "metrics/get-history-bulk",
      { run_id: repeats, metric_key: "val/accuracy" },
      { run_id: repeats, metric_key: "val/accuracy", max_results: 2 },
    ),
    get(`${AJAX}/metrics/get-history-bulk`, { run_id: repeats, metric_key: "latency" }),
    ...mlflowGets(
      "metrics/get-history-bulk-interval",
      { run_ids: repeats, metric_key: "val/accuracy" },
      { run_ids: [run_id], metric_key: "loss", max_results: 10 },
      { run_ids: [run_id], metric_key: "loss", start_step: 100, end_step: 110 },
      { run_ids: [run_id], metric_key: "loss", start_step: 100 },
    ),
    get(`${AJAX}/metrics/get-history-bulk-interval`, { run_ids: [run_id], metric_key: "odd" }),
  ];
}

function inputs(id: (name: string) => string): Asked[] {
  const experiment_ids = [id("experiment.shop/rank-old")];
  return [
    ...mlflowPosts("experiments/search-datasets", { experiment_ids }, { experiment_ids: [] }),
    ...post(`${AJAX}/experiments/search-datasets`, { experiment_ids }),
  ];
}

function loggedModels(id: (name: string) => string): Asked[] {
  const experiment_ids = [id("experiment.shop/rank-old")];
  const models = ["tree", "forest", "broken", "dropped"].map((name) => id(`model.${name}`));
  const one = (model: string): string => `/api/2.0/mlflow/logged-models/${model}`;
  return [
    ...models.map((model) => get(one(model))),
    get(one(id("model.dropped")), { allow_deleted: "true" }),
    get(one("m-none")),
    get(`${AJAX}/logged-models/${models[0]}`),
    ...mlflowPosts(
      "logged-models/search",
      { experiment_ids },
      { experiment_ids, filter: "params.depth = '4'", order_by: [{ field_name: "name" }] },
      { experiment_ids, filter: "metrics.ndcg > 0.7" },
      {
        experiment_ids,
        filter: "metrics.ndcg > 0.6",
        datasets: [{ dataset_name: "test", dataset_digest: "test-1" }],
        order_by: [{ field_name: "metrics.ndcg", ascending: false, dataset_name: "test" }],
      },
      { experiment_ids, max_results: 1 },
      { experiment_ids, filter: "weather = 'x'" },
      {},
    ),
    ...post(`${AJAX}/logged-models/search`, { experiment_ids, max_results: 2 }),
    ...gets(one("m-none/artifacts/directories"), {}),
  ];
}
