import type { Tx } from "#ground/database";
import { fail } from "#ground/errors";
import type { StoreSettings } from "#ground/server";
import { ERRORS } from "../errors.ts";
import { addExperiment } from "./create-experiment.ts";
import { activeExperiment } from "./find-experiment.ts";
import { type Experiment, selectExperimentByName } from "./store/experiments.ts";

/** The experiment of a name, made on first use; RUNS_EXPERIMENT_DELETED where it waits in the trash. */
export async function experimentNamed(
  tx: Tx,
  settings: StoreSettings,
  experiment: { name: string; project: string; at: number },
): Promise<Experiment> {
  const found = await selectExperimentByName(tx, experiment.name);
  if (found === undefined)
    return activeExperiment(tx, await addExperiment(tx, settings, experiment));
  if (found.lifecycle !== "active")
    throw fail(ERRORS, "RUNS_EXPERIMENT_DELETED", { experiment: found.name });
  return found;
}
