import type { ForeignSqlite } from "#ground/database";
import type { CarriedRecord } from "#ground/slice";
import type { LeftBehind } from "../left-behind.ts";

/** What is read of MLflow's database elsewhere in this folder. */
const READ = new Set([
  ...["experiments", "experiment_tags", "runs", "params", "tags", "metrics", "datasets", "inputs"],
  ...["input_tags", "logged_models", "logged_model_params", "logged_model_tags"],
  ...["logged_model_metrics", "registered_models", "registered_model_tags"],
  ...["registered_model_aliases", "model_versions", "model_version_tags", "webhooks"],
  "webhook_events",
]);
/** What follows from other tables, or is of the server that ran; it is missed by nobody. */
const OWN =
  /^(alembic_version|latest_metrics|workspaces|jobs|job_locks|scheduler_leases|sqlite_.*|sql_.*rollup.*)$/;
/** What is told by a word of its own, and the tables of its parts. */
const WORDS: Readonly<Record<string, string>> = {
  trace_info: "traces",
  assessments: "assessments",
  evaluation_datasets: "evaluation datasets",
};
const PARTS =
  /^(trace_(tags|request_metadata|metrics)|spans|span_metrics|evaluation_dataset_(records|tags))$/;

/** Tells what of an MLflow database nothing here has a place for, whatever tables its schema has by now. */
export function tellRest(db: ForeignSqlite, left: LeftBehind): void {
  for (const table of db.tables()) {
    if (READ.has(table) || OWN.test(table) || PARTS.test(table)) continue;
    left.add(WORDS[table] ?? `rows of MLflow's table ${table}`, db.count(table));
  }
  const elsewhere = ["experiments", "registered_models"].flatMap((table) =>
    [...db.rows(table)].filter(({ workspace = null }) => !MAIN.has(String(workspace))),
  );
  for (const { name, workspace } of elsewhere)
    left.notes.tell(`${name} is of MLflow's workspace ${workspace}; here it lies among all others`);
}

/** The workspace of a database that has none. */
const MAIN = new Set(["default", "null", ""]);

/** The webhooks of the registry, without their secrets. */
export function* webhookRecords(db: ForeignSqlite): Iterable<CarriedRecord> {
  for (const row of db.rows("webhooks", { sort: ["creation_timestamp"] })) {
    const id = String(row["webhook_id"]);
    // MLflow keeps one that was deleted, and shows it to nobody.
    if (row["deleted_timestamp"] !== null && row["deleted_timestamp"] !== undefined) continue;
    const events = [...db.rows("webhook_events", { where: { webhook_id: id } })];
    yield {
      ...{ type: "webhook", id, name: String(row["name"]), url: String(row["url"]) },
      description: String(row["description"] ?? ""),
      status: row["status"] === "DISABLED" ? "DISABLED" : "ACTIVE",
      signed: row["secret"] !== null && row["secret"] !== undefined,
      events: events.map(({ entity, action }) => ({
        entity: String(entity).toLowerCase(),
        action: String(action).toLowerCase(),
      })),
      createdAt: Number(row["creation_timestamp"]) || 0,
      updatedAt: Number(row["last_updated_timestamp"]) || 0,
    };
  }
}
