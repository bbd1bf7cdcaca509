import { newLocation } from "#artifacts";
import type { Tx } from "#ground/database";
import { fail } from "#ground/errors";
import type { StoreSettings } from "#ground/server";
import { ERRORS } from "../errors.ts";
import { checkExperimentName, checkExperimentTag } from "../limits.ts";
import type { Pair } from "../model.ts";
import {
  type Experiment,
  insertExperiment,
  selectExperiment,
  selectExperimentByName,
  updateExperimentLocation,
  updateExperimentName,
  upsertExperimentTag,
} from "./store/experiments.ts";

/** What an experiment is made of. */
export type NewExperiment = {
  readonly name: string;
  readonly project: string;
  readonly at: number;
  readonly tags?: readonly Pair[];
  /** Checked by `checkLocation`; where the settings say where it is left out. */
  readonly artifactLocation?: string | undefined;
};

/** Makes an experiment and gives its id; RUNS_EXPERIMENT_EXISTS where the name is in use or was. */
export async function createExperiment(
  tx: Tx,
  settings: StoreSettings,
  experiment: NewExperiment,
): Promise<number> {
  checkExperimentName(experiment.name, "name");
  for (const { key, value } of experiment.tags ?? []) checkExperimentTag(key, value);
  await refuseTaken(tx, experiment.name);
  const id = await insertExperiment(tx, experiment);
  const location = experiment.artifactLocation ?? newLocation(settings, String(id));
  if (location !== null) await updateExperimentLocation(tx, id, location);
  for (const { key, value } of experiment.tags ?? []) await upsertExperimentTag(tx, id, key, value);
  return id;
}

/**
 * Gives an experiment another name. RUNS_EXPERIMENT_UNKNOWN, RUNS_EXPERIMENT_DELETED, or RUNS_EXPERIMENT_EXISTS where
 * another one has the name.
 */
export async function renameExperiment(
  tx: Tx,
  id: number,
  name: string,
  at: number,
): Promise<void> {
  checkExperimentName(name, "new_name");
  const experiment = await activeExperiment(tx, id);
  // Sent twice, the second one finds the name where it belongs.
  if (experiment.name === name) return;
  await refuseTaken(tx, name);
  await updateExperimentName(tx, id, name, at);
}

/** The experiment of an id that may be written to; RUNS_EXPERIMENT_UNKNOWN or RUNS_EXPERIMENT_DELETED otherwise. */
export async function activeExperiment(tx: Tx, id: number): Promise<Experiment> {
  const found = await selectExperiment(tx, id);
  if (found === undefined)
    throw fail(ERRORS, "RUNS_EXPERIMENT_UNKNOWN", { experiment: String(id) });
  if (found.lifecycle !== "active")
    throw fail(ERRORS, "RUNS_EXPERIMENT_DELETED", { experiment: String(id) });
  return found;
}

/** The experiment of a name, made on first use; RUNS_EXPERIMENT_DELETED where it waits in the trash. */
export async function experimentNamed(
  tx: Tx,
  settings: StoreSettings,
  experiment: { name: string; project: string; at: number },
): Promise<Experiment> {
  const found = await selectExperimentByName(tx, experiment.name);
  if (found === undefined)
    return activeExperiment(tx, await createExperiment(tx, settings, experiment));
  if (found.lifecycle !== "active")
    throw fail(ERRORS, "RUNS_EXPERIMENT_DELETED", { experiment: found.name });
  return found;
}

async function refuseTaken(tx: Tx, name: string): Promise<void> {
  const found = await selectExperimentByName(tx, name);
  if (found !== undefined)
    throw fail(ERRORS, "RUNS_EXPERIMENT_EXISTS", { experiment: name, state: found.lifecycle });
}
