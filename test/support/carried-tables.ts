/** What of a table is carried: the columns that are the same after an export and an import, and why the others need not be. */
type Carried = {
  readonly columns: readonly string[];
  readonly own?: Readonly<Record<string, string>>;
};

const NUMBER = "a number of this store; what hangs on it is compared as the export tells it";
const DAYS = "the days of what lies in the trash begin anew";
const HERE = "where files are follows from the settings of the server";
const ORIGIN = "what an import brought says so";
const LINES = "compared as the export tells it; how points are packed is each store's own";

/**
 * Each table of the database: a new one must be carried, or stand in LEFT with the reason, and so must a new column
 * (src/transfer/tables.test.ts).
 */
export const CARRIED: Readonly<Record<string, Carried>> = {
  runs_experiment: {
    columns: ["name", "project", "lifecycle", "created_at", "updated_at"],
    own: { id: "kept where it is free", artifact_location: HERE, deleted_at: DAYS },
  },
  runs_experiment_tag: { columns: ["key", "value"], own: { experiment: NUMBER } },
  runs_run: {
    columns: [
      ...["id", "project", "name", "user_name", "status", "lifecycle", "started_at", "ended_at"],
      ...["commit_hash", "branch", "dirty", "command", "folder", "notebook", "exit_code", "data"],
      "lost_at",
    ],
    own: {
      ...{ number: NUMBER, experiment: NUMBER, artifact_root: HERE, origin: ORIGIN },
      ...{ deleted_at: DAYS, trash_bytes: "sizes on disk are measured anew" },
      seen_at: "when this server heard of it last",
      lost_after: "the deadline of a process that ran at the other machine",
      joining: "what a client of a process that ran at the other machine may still take",
    },
  },
  runs_key: { columns: ["name"], own: { id: NUMBER } },
  runs_param: { columns: ["value"], own: { run: NUMBER, key: NUMBER } },
  runs_tag: { columns: ["key", "value"], own: { run: NUMBER } },
  runs_summary: {
    columns: [
      ...["last", "last_nan", "last_step", "last_at", "low", "low_step", "high", "high_step"],
      "points",
    ],
    own: { run: NUMBER, key: NUMBER },
  },
  runs_dataset: {
    columns: ["project", "name", "digest", "source_type", "source", "schema", "profile"],
    own: { id: NUMBER, experiment: NUMBER },
  },
  runs_input: { columns: ["project"], own: { run: NUMBER, dataset: NUMBER } },
  runs_input_tag: { columns: ["key", "value"], own: { run: NUMBER, dataset: NUMBER } },
  runs_model: {
    columns: [
      ...["id", "project", "name", "type", "source_run", "status", "status_message", "lifecycle"],
      ...["created_at", "updated_at"],
    ],
    own: { number: NUMBER, experiment: NUMBER, artifact_root: HERE, deleted_at: DAYS },
  },
  runs_model_param: { columns: ["key", "value"], own: { model: NUMBER } },
  runs_model_tag: { columns: ["key", "value"], own: { model: NUMBER } },
  runs_model_point: {
    columns: ["step", "at", "value", "nan", "dataset_name", "dataset_digest"],
    own: { model: NUMBER, key: NUMBER, run: NUMBER },
  },
  runs_model_input: { columns: ["model", "project"], own: { run: NUMBER } },
  runs_output: { columns: ["model", "step", "project"], own: { run: NUMBER } },
  runs_project: { columns: ["project", "lost_after", "best"] },
  runs_view: {
    columns: ["project", "name", "query", "user_name", "updated_at"],
    own: { deleted_at: DAYS },
  },
  runs_text: { columns: ["hash", "body"] },
  runs_recorded: { columns: ["kind", "hash"], own: { run: NUMBER } },
  models_models: {
    columns: [
      ...["name", "project", "last_version", "created_at", "description", "updated_at"],
      ...["renamed_to", "purged_at"],
    ],
    own: { deleted_at: DAYS },
  },
  models_versions: {
    columns: [
      ...["name", "version", "project", "run_id", "source", "description", "user_name"],
      ...["created_at", "stage", "updated_at", "run_link", "model_id"],
    ],
    own: {
      ...{ location: HERE, origin: ORIGIN, deleted_at: DAYS },
      request_id: "of the request that made it, which nobody sends twice by now",
    },
  },
  models_aliases: { columns: ["name", "alias", "version"] },
  models_tags: { columns: ["name", "version", "key", "value"] },
  models_history: {
    columns: [
      ...["kind", "name", "alias", "from_version", "to_version", "detail", "project", "user_name"],
      ...["reason", "decision_id", "moved_at"],
    ],
    own: { number: NUMBER },
  },
  models_webhooks: {
    columns: ["id", "name", "url", "description", "created_at", "updated_at"],
    own: {
      number: NUMBER,
      secret: "no secret is carried",
      status: "what would send to an address is switched off, and told",
    },
  },
  models_webhook_events: { columns: ["webhook_id", "position", "entity", "action"] },
  lineage_edge: {
    columns: ["project", "from_kind", "from_id", "to_kind", "to_id", "relation", "at"],
  },
  dialogues_reports: {
    columns: ["id", "project", "suite", "arm", "started_at", "ended_at", "counts", "cases"],
  },
  gate_comparison: {
    columns: [
      ...["id", "project", "model", "champion", "candidate", "created_at", "verdict", "summary"],
      "cases",
    ],
  },
  gate_decision: {
    columns: [
      ...["id", "project", "model", "from_version", "to_version", "verdict", "comparison_id"],
      ...["override", "reason", "decided_by", "at"],
    ],
  },
  notices_notice: {
    columns: [
      "id",
      "project",
      "experiment",
      "events",
      "shown",
      "slack",
      "link",
      "user_name",
      "created_at",
    ],
    own: {
      url: "the address may be a secret, and no secret is carried; that is told",
      told_at: "of this server's own deliveries",
      problem: "of this server's own deliveries",
    },
  },
  artifacts_trashed: {
    columns: ["id", "project", "owner", "path", "folder", "user_name", "bytes"],
    own: { deleted_at: DAYS },
  },
};

/** Tables that are not carried, and why. */
export const LEFT: Readonly<Record<string, string>> = {
  fettle_migrations: "which migrations this file has had",
  fettle_clock: "what time it was when this server looked last",
  runs_block: LINES,
  runs_inbox: LINES,
  models_deliveries: "messages on their way from this server",
  notices_delivery: "messages on their way from this server",
  notices_told: "what this server told within the last minutes",
  artifacts_upload: "uploads under way, which nobody else can go on with",
  trash_purge: "the log of what was purged from this disk",
};
