import { ATTRIBUTE, type Grammar, TAG, text, time } from "#ground/search";

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
