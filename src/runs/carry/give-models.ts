import type { Reader } from "#ground/database";
import { jsonNumber } from "#ground/wire";
import type { Experiment } from "../experiments/index.ts";
import { selectModelLogged, selectModelsOf } from "../logged-models/index.ts";
import type { RecordOf } from "./records.ts";

/** The logged models of an experiment as records. */
export async function* loggedModelRecords(
  db: Reader,
  experiment: Experiment,
): AsyncIterable<RecordOf<"logged-model">> {
  for (const model of await selectModelsOf(db, experiment.id)) {
    const logged = (await selectModelLogged(db, [model.number])).get(model.number);
    const pairs = (list: readonly { key: string; value: string }[] = []) =>
      Object.fromEntries(list.map(({ key, value }) => [key, value]));
    yield {
      type: "logged-model",
      id: model.id,
      experiment: experiment.name,
      project: model.project,
      name: model.name,
      modelType: model.type ?? "",
      ...(model.sourceRun === null ? {} : { run: model.sourceRun }),
      status: model.status,
      statusMessage: model.statusMessage ?? "",
      lifecycle: model.lifecycle,
      createdAt: model.createdAt,
      updatedAt: model.updatedAt,
      params: pairs(logged?.params),
      tags: pairs(logged?.tags),
      points: (logged?.points ?? []).map(({ run, key, step, timestamp, value, dataset }) => ({
        run,
        key,
        step,
        at: timestamp,
        value: jsonNumber(value),
        ...(dataset === null ? {} : { dataset }),
      })),
    };
  }
}
