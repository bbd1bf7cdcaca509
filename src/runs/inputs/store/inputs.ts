import type { Reader, Tx } from "#ground/database";
import { redactKnown } from "#ground/redaction";

/** A data set as MLflow's clients describe it. */
export type Dataset = {
  readonly name: string;
  readonly digest: string;
  readonly source_type: string;
  readonly source: string;
  readonly schema: string | null;
  readonly profile: string | null;
};

/** What went into a run and which logged models came out of it. */
export type RunInputs = {
  readonly datasets: {
    readonly dataset: Dataset;
    readonly tags: { readonly key: string; readonly value: string }[];
  }[];
  /** Ids of logged models. */
  readonly models: string[];
  readonly outputs: { readonly model: string; readonly step: number }[];
};

const ADD_DATASET = `INSERT INTO runs_dataset
    (project, experiment, name, digest, source_type, source, schema, profile) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (experiment, name, digest) DO NOTHING RETURNING id`;
const FIND_DATASET = "SELECT id FROM runs_dataset WHERE experiment = ? AND name = ? AND digest = ?";
const ADD_INPUT =
  "INSERT INTO runs_input (run, dataset, project) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
const ADD_TAG = `INSERT INTO runs_input_tag (run, dataset, key, value) VALUES (?, ?, ?, ?)
  ON CONFLICT (run, dataset, key) DO UPDATE SET value = excluded.value`;
const ADD_MODEL =
  "INSERT INTO runs_model_input (run, model, project) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
const ADD_OUTPUT = `INSERT INTO runs_output (run, model, step, project) VALUES (?, ?, ?, ?)
  ON CONFLICT (run, model) DO UPDATE SET step = excluded.step`;

/** The number of a data set of an experiment, added where it is new there. */
export async function internDataset(
  tx: Tx,
  owner: { readonly project: string; readonly experiment: number },
  dataset: Dataset,
): Promise<number> {
  const { name, digest } = dataset;
  const added = await tx.get<{ id: number }>(
    ADD_DATASET,
    owner.project,
    owner.experiment,
    name,
    digest,
    dataset.source_type,
    // Its address may hold a password.
    redactKnown(dataset.source),
    dataset.schema,
    dataset.profile,
  );
  const found =
    added ?? (await tx.get<{ id: number }>(FIND_DATASET, owner.experiment, name, digest));
  return (found as { id: number }).id;
}

/** Adds a data set to what went into a run; false where it is among it already. */
export async function insertInput(
  tx: Tx,
  run: number,
  dataset: number,
  project: string,
): Promise<boolean> {
  return (await tx.run(ADD_INPUT, run, dataset, project)).changes === 1;
}

/** Sets a tag of a run's input. */
export async function upsertInputTag(
  tx: Tx,
  run: number,
  dataset: number,
  tag: { readonly key: string; readonly value: string },
): Promise<void> {
  await tx.run(ADD_TAG, run, dataset, tag.key, tag.value);
}

/** Adds a logged model, which need not be known, to what went into a run. */
export async function insertModelInput(
  tx: Tx,
  run: number,
  model: string,
  project: string,
): Promise<boolean> {
  return (await tx.run(ADD_MODEL, run, model, project)).changes === 1;
}

/** Adds a logged model, which need not be known, to what came out of a run. */
export async function upsertOutput(
  tx: Tx,
  run: number,
  output: { readonly model: string; readonly step: number },
  project: string,
): Promise<void> {
  await tx.run(ADD_OUTPUT, run, output.model, output.step, project);
}

/** SQLite takes 32,766 values a statement; each run stands in it four times. */
const PIECE = 500;

type Part = {
  kind: number;
  run: number;
  id: number;
  a: string;
  b: string | null;
  c: string | null;
  d: string | null;
  e: string | null;
  f: string | null;
  step: number;
};

/** Data sets, their tags, models that went in and models that came out, in one statement. */
function partsOf(count: number): string {
  const runs = `(${Array(count).fill("?").join(", ")})`;
  return `SELECT 0 AS kind, i.run AS run, d.id AS id, d.name AS a, d.digest AS b, d.source_type AS c, d.source AS d,
      d.schema AS e, d.profile AS f, 0 AS step
    FROM runs_input i JOIN runs_dataset d ON d.id = i.dataset WHERE i.run IN ${runs}
  UNION ALL SELECT 1, run, dataset, key, value, NULL, NULL, NULL, NULL, 0 FROM runs_input_tag WHERE run IN ${runs}
  UNION ALL SELECT 2, run, 0, model, NULL, NULL, NULL, NULL, NULL, 0 FROM runs_model_input WHERE run IN ${runs}
  UNION ALL SELECT 3, run, 0, model, NULL, NULL, NULL, NULL, NULL, step FROM runs_output WHERE run IN ${runs}
  ORDER BY 1, 3, 4`;
}

/** What went into these runs and came out of them, by their number; runs with neither are left out. */
export async function selectInputs(
  db: Reader,
  runs: readonly number[],
): Promise<ReadonlyMap<number, RunInputs>> {
  const inputs = new Map<number, RunInputs>();
  for (let at = 0; at < runs.length; at += PIECE) {
    const piece = runs.slice(at, at + PIECE);
    const parts = await db.all<Part>(partsOf(piece.length), ...piece, ...piece, ...piece, ...piece);
    addParts(inputs, parts);
  }
  return inputs;
}

function addParts(inputs: Map<number, RunInputs>, parts: readonly Part[]): void {
  const datasets = new Map<string, RunInputs["datasets"][number]>();
  for (const part of parts) {
    const { kind, run, id, a, b } = part;
    let of = inputs.get(run);
    if (of === undefined) {
      of = { datasets: [], models: [], outputs: [] };
      inputs.set(run, of);
    }
    if (kind === 0) {
      const text = { source_type: part.c ?? "", source: part.d ?? "" };
      const dataset = { name: a, digest: b ?? "", ...text, schema: part.e, profile: part.f };
      const input = { dataset, tags: [] };
      datasets.set(`${run} ${id}`, input);
      of.datasets.push(input);
    } else if (kind === 1) datasets.get(`${run} ${id}`)?.tags.push({ key: a, value: b ?? "" });
    else if (kind === 2) of.models.push(a);
    else of.outputs.push({ model: a, step: part.step });
  }
}

const SUMMARIES_MAX = 1000;

/** A data set as it was used in an experiment: `context` says as what (`training`). */
export type DatasetUse = {
  readonly experiment: number;
  readonly name: string;
  readonly digest: string;
  readonly context: string | null;
};

/** How the data sets of some experiments were used; at most 1000 of the ways. */
export function selectDatasetUses(
  db: Reader,
  experiments: readonly number[],
): Promise<DatasetUse[]> {
  const marks = Array(experiments.length).fill("?").join(", ");
  return db.all<DatasetUse>(
    `SELECT DISTINCT d.experiment, d.name, d.digest, t.value AS context FROM runs_dataset d
      JOIN runs_input i ON i.dataset = d.id
      LEFT JOIN runs_input_tag t ON t.run = i.run AND t.dataset = i.dataset AND t.key = 'mlflow.data.context'
      WHERE d.experiment IN (${marks}) ORDER BY d.experiment, d.name, d.digest, t.value LIMIT ${SUMMARIES_MAX}`,
    ...experiments,
  );
}
