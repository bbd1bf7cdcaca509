import type { Asked } from "../serve-store.ts";
import { get, gets, mlflowGets, mlflowPosts, post } from "./asking.ts";

const MODELS = "/api/fettle/1/models";
const AJAX = "/ajax-api/2.0/mlflow";

/** Registered models, by Fettle's routes and MLflow's, and webhooks. */
export function registryRequests(id: (name: string) => string): Asked[] {
  return [...own(), ...registered(), ...versions(), ...searches(), ...webhooks(id)];
}

function own(): Asked[] {
  const names = ["intent", "ranking", "rank", "greeting", "retired", "back%20again", "brought"];
  return [
    ...gets(
      MODELS,
      {},
      { deleted: "true" },
      { filter: "name LIKE 'r%'" },
      { filter: "tags.team = 'blue'" },
      { filter: "name =" },
    ),
    ...names.map((name) => get(`${MODELS}/${name}`)),
    get(`${MODELS}/none`),
    ...["intent/versions/1", "intent/versions/3", "ranking/versions/2", "ranking/versions/4"].map(
      (path) => get(`${MODELS}/${path}`),
    ),
    get(`${MODELS}/intent/versions/9`),
    get(`${MODELS}/intent/versions/x`),
    get(`${MODELS}/intent/versions/1/artifact/model.json`),
    get(`${MODELS}/intent/versions/1/artifact/nothing`),
    get(`${MODELS}/ranking/versions/4/artifact/model.json`),
    get(`${MODELS}/brought/versions/7/artifact/x`),
    ...["champion", "baseline", "shadow", "old"].map((alias) =>
      get(`${MODELS}/intent/aliases/${alias}`),
    ),
    get(`${MODELS}/ranking/aliases/best_one`),
  ];
}

function registered(): Asked[] {
  return [
    ...mlflowGets(
      "registered-models/get",
      { name: "intent" },
      { name: "ranking" },
      { name: "rank" },
      { name: "retired" },
      { name: "greeting" },
      {},
    ),
    get(`${AJAX}/registered-models/get`, { name: "intent" }),
    ...mlflowGets(
      "registered-models/get-latest-versions",
      { name: "ranking" },
      { name: "ranking", stages: ["Production", "None"] },
    ),
    ...mlflowPosts(
      "registered-models/get-latest-versions",
      { name: "ranking" },
      { name: "ranking", stages: ["nonsense"] },
    ),
    get(`${AJAX}/registered-models/get-latest-versions`, { name: "intent" }),
    ...post(`${AJAX}/registered-models/get-latest-versions`, { name: "intent" }),
    ...mlflowGets(
      "registered-models/alias",
      { name: "intent", alias: "champion" },
      { name: "ranking", alias: "Best_one" },
      { name: "ranking", alias: "none" },
    ),
    get(`${AJAX}/registered-models/alias`, { name: "greeting", alias: "live" }),
  ];
}

function versions(): Asked[] {
  const of = (version: string) => ({ name: "ranking", version });
  return [
    ...mlflowGets("model-versions/get", ...["1", "2", "3", "4", "5", "9", "x"].map(of)),
    get(`${AJAX}/model-versions/get`, { name: "intent", version: "2" }),
    ...mlflowGets("model-versions/get-download-uri", ...["1", "3", "4", "9"].map(of)),
    get(`${AJAX}/model-versions/get-download-uri`, of("1")),
    ...gets(
      "/model-versions/get-artifact",
      { name: "intent", version: "1", path: "model.json" },
      { name: "intent", version: "1", path: "nothing" },
      { name: "intent" },
    ),
  ];
}

function searches(): Asked[] {
  return [
    ...mlflowGets(
      "registered-models/search",
      {},
      { filter: "name ILIKE '%RANK%'" },
      { filter: "tags.team = 'blue'", order_by: ["name DESC"] },
      { filter: "tags.`mlflow.prompt.is_prompt` = 'true'" },
      { max_results: 2, order_by: ["last_updated_timestamp DESC"] },
      { page_token: "nonsense" },
      { filter: "weather" },
    ),
    get(`${AJAX}/registered-models/search`, { max_results: 1 }),
    ...mlflowGets(
      "model-versions/search",
      {},
      { filter: "name = 'ranking'", order_by: ["version_number ASC"] },
      { filter: "tags.a = 'b'" },
      { filter: "source_path LIKE 's3:%'" },
      { max_results: 3 },
      { filter: "name = 'greeting' AND tags.`mlflow.prompt.is_prompt` = 'true'" },
      { filter: "version_number > x" },
    ),
    get(`${AJAX}/model-versions/search`, { filter: "name = 'intent'" }),
  ];
}

function webhooks(id: (name: string) => string): Asked[] {
  return [
    ...mlflowGets("webhooks", {}, { max_results: 1 }, { max_results: 0 }),
    get(`${AJAX}/webhooks`),
    ...["told", "sleeping", "away"].map((name) =>
      get(`/api/2.0/mlflow/webhooks/${id(`webhook.${name}`)}`),
    ),
    get(`${AJAX}/webhooks/${id("webhook.told")}`),
    get("/api/2.0/mlflow/webhooks/none"),
  ];
}
