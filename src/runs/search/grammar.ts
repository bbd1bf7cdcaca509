/** What a value is: `time` and `duration` are milliseconds, and take dates and units as well as numbers. */
export type Kind = "text" | "number" | "time" | "duration";

/** The names that a search over one sort of thing may use. */
export type Grammar = {
  /** What is searched, for messages. */
  readonly of: string;
  /** The word before the dot, and what it stands for. */
  readonly prefixes: Readonly<Record<string, string>>;
  /** By every name it goes by. */
  readonly attributes: Readonly<Record<string, { readonly key: string; readonly kind: Kind }>>;
  /** What a target's values are; `metric` has parts. Targets with `keys` have these alone. */
  readonly targets: Readonly<
    Record<string, { readonly kind: Kind; readonly keys?: readonly string[] }>
  >;
  /** Bare words are searched for. */
  readonly words: boolean;
};

const ATTRIBUTE = {
  attribute: "attribute",
  attributes: "attribute",
  attr: "attribute",
};
const TAG = { tag: "tag", tags: "tag" };
const METRIC = { metric: "metric", metrics: "metric" };
const PARAM = { param: "param", params: "param", parameter: "param", parameters: "param" };
/** Parts of a metric stand where its prefix would. */
export const PARTS = {
  last: "last",
  min: "min",
  max: "max",
  best: "best",
  count: "count",
} as const;

const text = (key: string) => ({ key, kind: "text" }) as const;
const time = (key: string) => ({ key, kind: "time" }) as const;

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

export const REGISTERED_MODELS: Grammar = {
  of: "registered models",
  prefixes: { ...TAG, ...ATTRIBUTE },
  attributes: {
    name: text("name"),
    creation_timestamp: time("creation_timestamp"),
    created: time("creation_timestamp"),
    last_updated_timestamp: time("last_updated_timestamp"),
    timestamp: time("last_updated_timestamp"),
    project: text("project"),
  },
  targets: { tag: { kind: "text" } },
  words: true,
};

export const MODEL_VERSIONS: Grammar = {
  of: "model versions",
  prefixes: { ...TAG, ...ATTRIBUTE },
  attributes: {
    name: text("name"),
    version_number: { key: "version_number", kind: "number" },
    version: { key: "version_number", kind: "number" },
    run_id: text("run_id"),
    source_path: text("source_path"),
    creation_timestamp: time("creation_timestamp"),
    created: time("creation_timestamp"),
    last_updated_timestamp: time("last_updated_timestamp"),
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

/** The prefixes of a grammar, with the parts of metrics where it has metrics. */
export function prefixesOf(grammar: Grammar): string[] {
  const parts = "metric" in grammar.targets ? Object.keys(PARTS) : [];
  return [...Object.keys(grammar.prefixes), ...parts];
}

/** What the values of a field are. */
export function kindOf(
  grammar: Grammar,
  field: { readonly target: string; readonly key: string },
): Kind {
  if (field.target !== "attribute") return grammar.targets[field.target]?.kind ?? "text";
  const found = Object.values(grammar.attributes).find((entry) => entry.key === field.key);
  return found?.kind ?? "text";
}
