import { checkLocation } from "#artifacts";
import type { Tx } from "#ground/database";
import { checkExperimentName, checkExperimentTag } from "#ground/mlflow";
import type { ServerContext, StoreSettings } from "#ground/server";
import type { Pair } from "../model.ts";
import { refuseTaken } from "./find-experiment.ts";
import { makeExperiment } from "./make-experiment.ts";
import { upsertExperimentTag } from "./store/experiments.ts";

/** What an experiment is made of. */
export type NewExperiment = {
  readonly name: string;
  readonly project: string;
  readonly tags?: readonly Pair[];
  /** Where its runs keep their artifacts; where the settings say where it is left out. */
  readonly artifactLocation?: string | undefined;
};

/** Makes an experiment and gives its id; RUNS_EXPERIMENT_EXISTS where the name is in use or was. */
export async function createExperiment(
  context: ServerContext,
  experiment: NewExperiment,
): Promise<number> {
  const { settings, clock, events, database } = context;
  const given = experiment.artifactLocation;
  const artifactLocation = given === undefined ? undefined : checkLocation(settings, given);
  const at = clock.now();
  return database.write((tx) => {
    tx.afterCommit(() => events.publish("runs"));
    return addExperiment(tx, settings, { ...experiment, artifactLocation, at });
  });
}

/** As `createExperiment`, within a write of the caller's; the location must have been checked. */
export async function addExperiment(
  tx: Tx,
  settings: StoreSettings,
  experiment: NewExperiment & { readonly at: number },
): Promise<number> {
  checkExperimentName(experiment.name, "name");
  for (const { key, value } of experiment.tags ?? []) checkExperimentTag(key, value);
  await refuseTaken(tx, experiment.name);
  const { at, ...facts } = experiment;
  const id = await makeExperiment(tx, settings, { ...facts, createdAt: at, updatedAt: at });
  for (const { key, value } of experiment.tags ?? []) await upsertExperimentTag(tx, id, key, value);
  return id;
}
