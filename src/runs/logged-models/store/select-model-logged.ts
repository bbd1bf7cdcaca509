import type { Reader } from "#ground/database";

type Pair = { readonly key: string; readonly value: string };

/** A point that was logged of a model. */
export type LoggedModelPoint = {
  readonly key: string;
  readonly value: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly step: number;
  /** Id of the run that logged it. */
  readonly run: string;
  readonly dataset: { readonly name: string; readonly digest: string } | null;
};

/** What was logged to a model. */
export type ModelLogged = {
  readonly params: Pair[];
  readonly tags: Pair[];
  readonly points: LoggedModelPoint[];
};

/** SQLite takes 32,766 values a statement. */
const PIECE = 500;

type PointRow = {
  model: number;
  key: string;
  value: number;
  nan: number;
  at: number;
  step: number;
  run: string;
  dataset_name: string | null;
  dataset_digest: string | null;
};

const PAIRS = (table: string, models: string): string =>
  `SELECT model, key, value FROM ${table} WHERE model IN ${models} ORDER BY model, key`;
const POINTS = (models: string): string =>
  `SELECT t.model, k.name AS key, t.value, t.nan, t.at, t.step, r.id AS run, t.dataset_name, t.dataset_digest
  FROM runs_model_point t JOIN runs_key k ON k.id = t.key JOIN runs_run r ON r.number = t.run
  WHERE t.model IN ${models} ORDER BY t.model, k.name, t.at, t.step`;

/** What was logged to these models, by their number. */
export async function selectModelLogged(
  db: Reader,
  models: readonly number[],
): Promise<ReadonlyMap<number, ModelLogged>> {
  const logged = new Map<number, ModelLogged>();
  for (const model of models) logged.set(model, { params: [], tags: [], points: [] });
  const of = (model: number): ModelLogged => logged.get(model) as ModelLogged;
  for (let at = 0; at < models.length; at += PIECE) {
    const piece = models.slice(at, at + PIECE);
    const marks = `(${Array(piece.length).fill("?").join(", ")})`;
    type Row = Pair & { model: number };
    for (const { model, ...param } of await db.all<Row>(PAIRS("runs_model_param", marks), ...piece))
      of(model).params.push(param);
    for (const { model, ...tag } of await db.all<Row>(PAIRS("runs_model_tag", marks), ...piece))
      of(model).tags.push(tag);
    for (const row of await db.all<PointRow>(POINTS(marks), ...piece))
      of(row.model).points.push(pointOf(row));
  }
  return logged;
}

function pointOf(row: PointRow): LoggedModelPoint {
  const { key, nan, at: timestamp, step, run, dataset_name: name, dataset_digest: digest } = row;
  const value = nan === 1 ? Number.NaN : row.value;
  const dataset = name === null ? null : { name, digest: digest ?? "" };
  return { key, value, timestamp, step, run, dataset };
}
