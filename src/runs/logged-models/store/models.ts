import type { Reader, Tx } from "#ground/database";
import type { Lifecycle, Tables } from "../../store/tables.ts";

/** How far the upload of a logged model is; MLflow's words without their beginning. */
export type ModelStatus = "PENDING" | "READY" | "UPLOAD_FAILED";

/** A logged model as the store holds it, without what was logged to it. */
export type ModelRecord = {
  /** What the other tables name it by. */
  readonly number: number;
  /** `m-` and 32 hex digits. */
  readonly id: string;
  readonly project: string;
  readonly experimentId: number;
  readonly name: string;
  readonly type: string | null;
  /** The run that made it, which need not be known. */
  readonly sourceRun: string | null;
  readonly status: ModelStatus;
  /** What was said of that where it was made; null for nothing. */
  readonly statusMessage: string | null;
  readonly lifecycle: Lifecycle;
  /** The URI of its files; null for `mlflow-artifacts:/<experiment>/models/<id>/artifacts`. */
  readonly artifactRoot: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
};

const BY_ID = "SELECT * FROM runs_model WHERE id = ?";
const ADD = `INSERT INTO runs_model
    (id, project, experiment, name, type, source_run, status, status_message, lifecycle, artifact_root, created_at, updated_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'active', ?, ?, ?) RETURNING number`;
const STATUS = "UPDATE runs_model SET status = ?, updated_at = ? WHERE number = ?";
const TRASH = `UPDATE runs_model SET lifecycle = 'deleted', deleted_at = ?, updated_at = ?
  WHERE number = ? AND lifecycle = 'active'`;
const TIME = "UPDATE runs_model SET updated_at = ? WHERE id = ?";
const ADD_PARAM =
  "INSERT INTO runs_model_param (model, key, value) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
const PARAM = "SELECT value FROM runs_model_param WHERE model = ? AND key = ?";
const TAG = `INSERT INTO runs_model_tag (model, key, value) VALUES (?, ?, ?)
  ON CONFLICT (model, key) DO UPDATE SET value = excluded.value`;
const UNTAG = "DELETE FROM runs_model_tag WHERE model = ? AND key = ?";

/** A row of SQL as a record. */
export function modelRecord(row: Tables["runs_model"]): ModelRecord {
  return {
    number: row.number,
    id: row.id,
    project: row.project,
    experimentId: row.experiment,
    name: row.name,
    type: row.type,
    sourceRun: row.source_run,
    status: row.status as ModelStatus,
    statusMessage: row.status_message,
    lifecycle: row.lifecycle,
    artifactRoot: row.artifact_root,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

/** The logged model of an id, also a deleted one. */
export async function selectModel(db: Reader, id: string): Promise<ModelRecord | undefined> {
  const row = await db.get<Tables["runs_model"]>(BY_ID, id);
  return row === undefined ? undefined : modelRecord(row);
}

/** Adds a logged model and gives its number. */
export async function insertModel(
  tx: Tx,
  model: Omit<ModelRecord, "number" | "lifecycle" | "updatedAt" | "statusMessage"> & {
    readonly statusMessage?: string | null;
    /** Of one that was made elsewhere; as `createdAt` where it is left out. */
    readonly updatedAt?: number;
  },
): Promise<number> {
  const row = await tx.get<{ number: number }>(
    ADD,
    model.id,
    model.project,
    model.experimentId,
    model.name,
    model.type,
    model.sourceRun,
    model.status,
    model.statusMessage ?? null,
    model.artifactRoot,
    model.createdAt,
    model.updatedAt ?? model.createdAt,
  );
  return (row as { number: number }).number;
}

/** Sets how far the upload of a model is. */
export async function updateModelStatus(
  tx: Tx,
  model: number,
  status: ModelStatus,
  at: number,
): Promise<void> {
  await tx.run(STATUS, status, at, model);
}

/** Marks a model as deleted. One that is marked keeps the time of its first mark. */
export async function setModelDeleted(tx: Tx, model: number, at: number): Promise<void> {
  await tx.run(TRASH, at, at, model);
}

/** Adds a parameter where there is none of its key; `kept` is the value that is there then. */
export async function insertModelParam(
  tx: Tx,
  model: number,
  key: string,
  value: string,
): Promise<{ readonly added: boolean; readonly kept: string }> {
  const { changes } = await tx.run(ADD_PARAM, model, key, value);
  if (changes === 1) return { added: true, kept: value };
  const found = await tx.get<{ value: string }>(PARAM, model, key);
  return { added: false, kept: found?.value ?? value };
}

/** Sets when a model was changed last, which an import knows. */
export async function updateModelTime(tx: Tx, id: string, at: number): Promise<void> {
  await tx.run(TIME, at, id);
}

/** Sets a tag of a model. */
export async function upsertModelTag(
  tx: Tx,
  model: number,
  key: string,
  value: string,
): Promise<void> {
  await tx.run(TAG, model, key, value);
}

/** Takes a tag off a model; false where there is none. */
export async function deleteModelTag(tx: Tx, model: number, key: string): Promise<boolean> {
  return (await tx.run(UNTAG, model, key)).changes === 1;
}
