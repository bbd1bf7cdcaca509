import type { Tx } from "#ground/database";

const EXPERIMENT_TAG = `INSERT INTO runs_experiment_tag (experiment, key, value) VALUES (?, ?, ?)
  ON CONFLICT (experiment, key) DO NOTHING`;
const RUN_TAG = "INSERT INTO runs_tag (run, key, value) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
const MODEL_TAG =
  "INSERT INTO runs_model_tag (model, key, value) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";

const PARAM = "INSERT INTO runs_param (run, key, value) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
const PARAM_VALUE = "SELECT value FROM runs_param WHERE run = ? AND key = ?";

/** Adds a parameter where there is none of its key; `kept` is the value that is there then. */
export async function addParam(
  tx: Tx,
  run: number,
  key: number,
  value: string,
): Promise<{ added: boolean; kept: string }> {
  if ((await tx.run(PARAM, run, key, value)).changes === 1) return { added: true, kept: value };
  const found = await tx.get<{ value: string }>(PARAM_VALUE, run, key);
  return { added: false, kept: found?.value ?? value };
}

const TAGS = { experiment: EXPERIMENT_TAG, run: RUN_TAG, model: MODEL_TAG };

/** Adds a tag where there is none of its key; false where there is. */
export async function addTag(
  tx: Tx,
  of: keyof typeof TAGS,
  owner: number,
  key: string,
  value: string,
): Promise<boolean> {
  return (await tx.run(TAGS[of], owner, key, value)).changes === 1;
}
