import type { Tx } from "#ground/database";
import { fail } from "#ground/errors";
import { meantNumber } from "#ground/wire";
import { ERRORS } from "../../errors.ts";
import { internKey } from "../../store/intern-key.ts";

/** A point that was logged of a model, on a data set perhaps. */
export type ModelPoint = {
  readonly key: string;
  readonly step: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly value: number;
  readonly modelId?: string | undefined;
  readonly dataset?: { readonly name: string; readonly digest: string } | undefined;
};

const NUMBER = "SELECT number FROM runs_model WHERE id = ?";
/** Of two values at one step and time the greater one stays, in whichever order they come. */
const ADD = `INSERT INTO runs_model_point (model, key, run, step, at, value, nan, dataset_name, dataset_digest)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (model, key, run, step, at) DO UPDATE SET value = excluded.value, nan = excluded.nan,
    dataset_name = excluded.dataset_name, dataset_digest = excluded.dataset_digest
  WHERE excluded.value > runs_model_point.value`;

/**
 * Adds those of a run's points that name a logged model to the model; the others are left out. The same point again
 * changes nothing. RUNS_MODEL_UNKNOWN where there is no such model.
 */
export async function insertModelPoints(
  tx: Tx,
  run: number,
  points: readonly ModelPoint[],
): Promise<void> {
  const models = new Map<string, number>();
  for (const point of points) {
    const id = point.modelId;
    if (id === undefined) continue;
    let model = models.get(id);
    if (model === undefined) {
      model = (await tx.get<{ number: number }>(NUMBER, id))?.number;
      if (model === undefined) throw fail(ERRORS, "RUNS_MODEL_UNKNOWN", { id });
      models.set(id, model);
    }
    const nan = Number.isNaN(point.value);
    await tx.run(
      ADD,
      model,
      await internKey(tx, point.key),
      run,
      point.step,
      point.timestamp,
      nan ? 0 : meantNumber(point.value),
      nan ? 1 : 0,
      point.dataset?.name ?? null,
      point.dataset?.digest ?? null,
    );
  }
}
