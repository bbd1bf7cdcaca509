import type { StoreSettings } from "#ground/server";
import { mlflowNumber } from "#ground/wire";
import { lastValue } from "../describe-run.ts";
import type { ExperimentDetail } from "../experiments/index.ts";
import type { RunInputs } from "../inputs/index.ts";
import { experimentLocation, runUri } from "../own-artifacts/index.ts";
import type { RunRecord } from "../store/run-columns.ts";
import type { Logged } from "../store/select-logged.ts";

/** A run's facts as MLflow writes them. A run that goes on has no `end_time`. */
export function wireRunInfo(settings: StoreSettings, run: RunRecord): object {
  return {
    run_id: run.id,
    run_uuid: run.id,
    run_name: run.name,
    experiment_id: String(run.experimentId),
    user_id: run.user,
    status: run.status,
    start_time: run.startedAt,
    end_time: run.endedAt ?? undefined,
    artifact_uri: runUri(settings, run),
    lifecycle_stage: run.lifecycle,
  };
}

/** MLflow's clients know no lost runs: there it is still running, with the time since when it is missed. */
function lostTag(run: RunRecord): { key: string; value: string }[] {
  if (run.lostAt === null || run.status !== "RUNNING") return [];
  return [{ key: "fettle.lost", value: String(run.lostAt) }];
}

/** A run with what was logged to it. */
export function wireRun(
  settings: StoreSettings,
  run: RunRecord,
  logged: Logged,
  inputs?: RunInputs,
): object {
  return {
    info: wireRunInfo(settings, run),
    data: {
      metrics: filled(
        logged.summaries.map((metric) => ({
          key: metric.key,
          value: mlflowNumber(lastValue(metric)),
          timestamp: metric.last_at,
          step: metric.last_step,
          run_id: run.id,
        })),
      ),
      params: filled(pairs(logged.params)),
      tags: filled([...pairs(logged.tags), ...lostTag(run)]),
    },
    inputs: {
      dataset_inputs: filled(
        inputs?.datasets.map(({ dataset, tags }) => ({
          tags: filled(tags),
          dataset: {
            ...dataset,
            schema: dataset.schema ?? undefined,
            profile: dataset.profile ?? undefined,
          },
        })),
      ),
      model_inputs: filled(inputs?.models.map((model) => ({ model_id: model }))),
    },
    outputs: {
      model_outputs: filled(inputs?.outputs.map(({ model, step }) => ({ model_id: model, step }))),
    },
  };
}

/** An experiment with its tags. */
export function wireExperiment(settings: StoreSettings, experiment: ExperimentDetail): object {
  return {
    experiment_id: String(experiment.id),
    name: experiment.name,
    artifact_location: experimentLocation(settings, experiment),
    lifecycle_stage: experiment.lifecycle,
    creation_time: experiment.createdAt,
    last_update_time: experiment.updatedAt,
    tags: filled(experiment.tags),
  };
}

function pairs(values: Readonly<Record<string, string>>): { key: string; value: string }[] {
  return Object.entries(values).map(([key, value]) => ({ key, value }));
}

/** A list where it holds something; protobuf's JSON leaves an empty one out. */
export function filled<T>(list: readonly T[] | undefined): readonly T[] | undefined {
  return list === undefined || list.length === 0 ? undefined : list;
}
