import { ATTRIBUTE, type Grammar, METRIC, PARAM, TAG, text, time } from "#ground/search";

/** Runs: MLflow's names, and ours after them. */
export const RUNS: Grammar = {
  of: "runs",
  prefixes: {
    ...METRIC,
    ...PARAM,
    ...TAG,
    ...ATTRIBUTE,
    run: "attribute",
    dataset: "dataset",
    datasets: "dataset",
  },
  attributes: {
    run_id: text("run_id"),
    run_name: text("run_name"),
    "run name": text("run_name"),
    "Run name": text("run_name"),
    "Run Name": text("run_name"),
    user_id: text("user_id"),
    status: text("status"),
    artifact_uri: text("artifact_uri"),
    start_time: time("start_time"),
    created: time("start_time"),
    Created: time("start_time"),
    end_time: time("end_time"),
    id: text("run_id"),
    name: text("run_name"),
    user: text("user_id"),
    started: time("start_time"),
    ended: time("end_time"),
    duration: { key: "duration", kind: "duration" },
    experiment: text("experiment"),
    project: text("project"),
    commit: text("commit"),
    branch: text("branch"),
    command: text("command"),
    notebook: text("notebook"),
  },
  targets: {
    metric: { kind: "number" },
    param: { kind: "text" },
    tag: { kind: "text" },
    dataset: { kind: "text", keys: ["name", "digest", "context"] },
  },
  words: true,
};

export const EXPERIMENTS: Grammar = {
  of: "experiments",
  prefixes: { ...TAG, ...ATTRIBUTE },
  attributes: {
    name: text("name"),
    experiment_id: text("experiment_id"),
    creation_time: time("creation_time"),
    created: time("creation_time"),
    last_update_time: time("last_update_time"),
    project: text("project"),
  },
  targets: { tag: { kind: "text" } },
  words: true,
};

export const LOGGED_MODELS: Grammar = {
  of: "logged models",
  prefixes: { ...METRIC, ...PARAM, ...TAG, ...ATTRIBUTE },
  attributes: {
    name: text("name"),
    model_id: text("model_id"),
    model_type: text("model_type"),
    status: text("status"),
    source_run_id: text("source_run_id"),
    creation_timestamp: time("creation_timestamp"),
    creation_time: time("creation_timestamp"),
    created: time("creation_timestamp"),
    last_updated_timestamp: time("last_updated_timestamp"),
    last_updated_time: time("last_updated_timestamp"),
  },
  targets: { metric: { kind: "number" }, param: { kind: "text" }, tag: { kind: "text" } },
  words: true,
};
