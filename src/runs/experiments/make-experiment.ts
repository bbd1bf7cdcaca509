import { newLocation } from "#artifacts";
import type { Tx } from "#ground/database";
import type { StoreSettings } from "#ground/server";
import {
  insertExperiment,
  insertExperimentAs,
  updateExperimentLocation,
} from "./store/experiments.ts";

/** An experiment to be: all that is known of it when it begins. */
export type WantedExperiment = {
  /** Of an import; another one where it is taken. */
  readonly id?: number;
  /** Must be free. */
  readonly name: string;
  readonly project: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Where its runs keep their artifacts; where the settings say where it is left out. */
  readonly artifactLocation?: string | undefined;
};

/** Makes an experiment, whether somebody creates it or an import brings it, with the place of its artifacts; gives its id. */
export async function makeExperiment(
  tx: Tx,
  settings: StoreSettings,
  wanted: WantedExperiment,
): Promise<number> {
  const id = await insert(tx, wanted);
  const location = wanted.artifactLocation ?? newLocation(settings, String(id));
  if (location !== null) await updateExperimentLocation(tx, id, location);
  return id;
}

async function insert(tx: Tx, wanted: WantedExperiment): Promise<number> {
  const { id } = wanted;
  if (id !== undefined && (await insertExperimentAs(tx, { ...wanted, id }))) return id;
  return insertExperiment(tx, wanted);
}
