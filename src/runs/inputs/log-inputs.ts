import type { Tx } from "#ground/database";
import { fail } from "#ground/errors";
import { checkDatasetFact, checkInputTag } from "#ground/mlflow";
import type { ServerContext } from "#ground/server";
import { ERRORS } from "../errors.ts";
import type { Pair } from "../model.ts";
import type { RunRecord } from "../store/run-columns.ts";
import { selectActiveRun } from "../store/select-active-run.ts";
import { selectRun } from "../store/select-run.ts";
import {
  type Dataset,
  insertInput,
  insertModelInput,
  internDataset,
  upsertInputTag,
  upsertOutput,
} from "./store/inputs.ts";

/** A data set that a run uses, with tags that say how. */
export type DatasetInput = { readonly dataset: Dataset; readonly tags: readonly Pair[] };

/**
 * Notes what goes into a run: data sets, and logged models by their ids. A data set of the same name and digest is the
 * same one in all runs of an experiment; logged to a run again, it stays as it was first, tags and all.
 */
export async function logInputs(
  context: ServerContext,
  id: string,
  inputs: { readonly datasets: readonly DatasetInput[]; readonly models: readonly string[] },
): Promise<void> {
  for (const { dataset, tags } of inputs.datasets) {
    for (const fact of FACTS) checkDatasetFact(fact, dataset[fact] ?? "");
    for (const { key, value } of tags) checkInputTag(key, value);
  }
  await write(context, id, async (tx, run) => {
    for (const { dataset, tags } of inputs.datasets) {
      const number = await internDataset(
        tx,
        { project: run.project, experiment: run.experimentId },
        dataset,
      );
      if (await insertInput(tx, run.number, number, run.project))
        for (const tag of tags) await upsertInputTag(tx, run.number, number, tag);
    }
    for (const model of inputs.models) await insertModelInput(tx, run.number, model, run.project);
  });
}

/** Notes which logged models came out of a run, by their ids. The same one again takes the step of the last call. */
export async function logOutputs(
  context: ServerContext,
  id: string,
  models: readonly { readonly model: string; readonly step: number }[],
): Promise<void> {
  await write(context, id, async (tx, run) => {
    for (const output of models) await upsertOutput(tx, run.number, output, run.project);
  });
}

const FACTS = ["name", "digest", "source_type", "source", "schema", "profile"] as const;

async function write(
  context: ServerContext,
  id: string,
  work: (tx: Tx, run: RunRecord) => Promise<void>,
): Promise<void> {
  await context.database.write(async (tx) => {
    await selectActiveRun(tx, id);
    const run = await selectRun(tx, id);
    if (run === undefined) throw fail(ERRORS, "RUNS_UNKNOWN", { ref: id });
    await work(tx, run);
    tx.afterCommit(() => context.events.publish(`runs/${id}`));
  });
}
