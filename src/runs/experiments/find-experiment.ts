import type { Reader } from "#ground/database";
import { fail } from "#ground/errors";
import { ERRORS } from "../errors.ts";
import type { Pair } from "../model.ts";
import {
  type Experiment,
  selectExperiment,
  selectExperimentByName,
  selectExperimentTags,
} from "./store/experiments.ts";

/** An experiment with its tags, by their key. */
export type ExperimentDetail = Experiment & { readonly tags: readonly Pair[] };

/** The experiment of an id or a name, also a deleted one; RUNS_EXPERIMENT_UNKNOWN or RUNS_EXPERIMENT_NAME_UNKNOWN. */
export async function findExperiment(
  db: Reader,
  which: { readonly id: number } | { readonly name: string },
): Promise<ExperimentDetail> {
  const found =
    "id" in which
      ? await selectExperiment(db, which.id)
      : await selectExperimentByName(db, which.name);
  if (found !== undefined) return { ...found, tags: await selectExperimentTags(db, found.id) };
  throw "id" in which
    ? fail(ERRORS, "RUNS_EXPERIMENT_UNKNOWN", { experiment: String(which.id) })
    : fail(ERRORS, "RUNS_EXPERIMENT_NAME_UNKNOWN", { experiment: which.name });
}

/** The experiment of an id that may be written to; RUNS_EXPERIMENT_UNKNOWN or RUNS_EXPERIMENT_DELETED otherwise. */
export async function activeExperiment(db: Reader, id: number): Promise<Experiment> {
  const found = await selectExperiment(db, id);
  if (found === undefined)
    throw fail(ERRORS, "RUNS_EXPERIMENT_UNKNOWN", { experiment: String(id) });
  if (found.lifecycle !== "active")
    throw fail(ERRORS, "RUNS_EXPERIMENT_DELETED", { experiment: String(id) });
  return found;
}

/** RUNS_EXPERIMENT_EXISTS where a name is in use, or was by one in the trash. */
export async function refuseTaken(db: Reader, name: string): Promise<void> {
  const found = await selectExperimentByName(db, name);
  if (found !== undefined)
    throw fail(ERRORS, "RUNS_EXPERIMENT_EXISTS", { experiment: name, state: found.lifecycle });
}
