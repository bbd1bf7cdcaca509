import type { Tx } from "#ground/database";
import { fail } from "#ground/errors";
import { ERRORS } from "./errors.ts";
import { invalid } from "./limits.ts";
import type { Pair } from "./log-batch.ts";
import {
  type Experiment,
  insertExperiment,
  selectExperimentByName,
  upsertExperimentTag,
} from "./store/experiments.ts";

const NAME_MAX = 500;

/** Makes an experiment and gives its id; RUNS_EXPERIMENT_EXISTS where the name is in use or was. */
export async function createExperiment(
  tx: Tx,
  experiment: { name: string; project: string; at: number; tags: readonly Pair[] },
): Promise<number> {
  const { name } = experiment;
  if (name.length > NAME_MAX)
    throw invalid(name, "name", `exceeds the maximum length of ${NAME_MAX} characters`);
  const found = await selectExperimentByName(tx, name);
  if (found !== undefined)
    throw fail(ERRORS, "RUNS_EXPERIMENT_EXISTS", { experiment: name, state: found.lifecycle });
  const id = await insertExperiment(tx, experiment);
  for (const { key, value } of experiment.tags) await upsertExperimentTag(tx, id, key, value);
  return id;
}

/** The experiment of a name, made on first use; RUNS_EXPERIMENT_DELETED where it waits in the trash. */
export async function experimentNamed(
  tx: Tx,
  experiment: { name: string; project: string; at: number },
): Promise<Pick<Experiment, "id" | "name">> {
  const found = await selectExperimentByName(tx, experiment.name);
  if (found === undefined)
    return {
      id: await createExperiment(tx, { ...experiment, tags: [] }),
      name: experiment.name,
    };
  if (found.lifecycle !== "active")
    throw fail(ERRORS, "RUNS_EXPERIMENT_DELETED", { experiment: found.name });
  return found;
}
