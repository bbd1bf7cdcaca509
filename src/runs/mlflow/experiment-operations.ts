import { checkLocation } from "#artifacts";
import { fail } from "#ground/errors";
import { type Fields, invalid, type Operation } from "#ground/mlflow";
import type { ServerContext } from "#ground/server";
import { ERRORS } from "../errors.ts";
import {
  activeExperiment,
  createExperiment,
  deleteExperimentTag,
  type Experiment,
  renameExperiment,
  selectExperiment,
  selectExperimentByName,
  selectExperimentTags,
  upsertExperimentTag,
} from "../experiments/index.ts";
import { checkExperimentTag } from "../limits.ts";
import { restoreExperiment, trashExperiment } from "../trash/index.ts";
import { pairOf } from "./pair-of.ts";
import { wireExperiment } from "./wire.ts";

/** An experiment's id, which is a whole number as text. */
export function experimentId(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw invalid(
    text,
    "experiment_id",
    `Invalid experiment ID '${text.slice(0, 100)}'. Experiment ID must be a valid integer.`,
  );
}

function idOf(fields: Fields): number {
  return experimentId(fields.needText("experiment_id"));
}

async function wire(context: ServerContext, experiment: Experiment): Promise<object> {
  const tags = await selectExperimentTags(context.database, experiment.id);
  return { experiment: wireExperiment(context.settings, experiment, tags) };
}

async function create(fields: Fields, context: ServerContext): Promise<object> {
  const name = fields.needText("name");
  const location = fields.text("artifact_location");
  const tags = fields.list("tags").map(pairOf);
  const project = tags.find((tag) => tag.key === "fettle.project")?.value || "default";
  const artifactLocation =
    location === undefined ? undefined : checkLocation(context.settings, location);
  const at = context.clock.now();
  const id = await context.database.write(async (tx) => {
    tx.afterCommit(() => context.events.publish("runs"));
    return createExperiment(tx, context.settings, { name, project, at, tags, artifactLocation });
  });
  return { experiment_id: String(id) };
}

async function rename(fields: Fields, context: ServerContext): Promise<object> {
  const id = idOf(fields);
  const name = fields.needText("new_name");
  await context.database.write(async (tx) => {
    await renameExperiment(tx, id, name, context.clock.now());
    tx.afterCommit(() => context.events.publish("runs"));
  });
  return {};
}

async function setTag(fields: Fields, context: ServerContext): Promise<object> {
  const id = idOf(fields);
  const key = fields.needText("key");
  const value = fields.value("value");
  checkExperimentTag(key, value);
  await context.database.write(async (tx) => {
    await activeExperiment(tx, id);
    await upsertExperimentTag(tx, id, key, value.toWellFormed());
    tx.afterCommit(() => context.events.publish("runs"));
  });
  return {};
}

async function deleteTag(fields: Fields, context: ServerContext): Promise<object> {
  const id = idOf(fields);
  const key = fields.needText("key");
  await context.database.write(async (tx) => {
    await activeExperiment(tx, id);
    if (!(await deleteExperimentTag(tx, id, key)))
      throw fail(ERRORS, "RUNS_EXPERIMENT_TAG_UNKNOWN", { key, id: String(id) });
    tx.afterCommit(() => context.events.publish("runs"));
  });
  return {};
}

/** Experiments, the folders of runs. */
export const EXPERIMENT_OPERATIONS: readonly Operation[] = [
  {
    method: "POST",
    path: "experiments/create",
    permission: "write",
    summary: "Makes an experiment.",
    run: create,
  },
  {
    method: "GET",
    path: "experiments/get",
    permission: "read",
    summary: "An experiment by its id, also a deleted one.",
    async run(fields, context) {
      const id = fields.needText("experiment_id");
      const found = await selectExperiment(context.database, experimentId(id));
      if (found === undefined) throw fail(ERRORS, "RUNS_EXPERIMENT_UNKNOWN", { experiment: id });
      return wire(context, found);
    },
  },
  {
    method: "GET",
    path: "experiments/get-by-name",
    permission: "read",
    summary: "An experiment by its name, also a deleted one.",
    async run(fields, context) {
      const name = fields.needText("experiment_name");
      const found = await selectExperimentByName(context.database, name);
      if (found === undefined)
        throw fail(ERRORS, "RUNS_EXPERIMENT_NAME_UNKNOWN", { experiment: name });
      return wire(context, found);
    },
  },
  {
    method: "POST",
    path: "experiments/update",
    permission: "write",
    summary: "Gives an experiment another name.",
    run: rename,
  },
  {
    method: "POST",
    path: "experiments/delete",
    permission: "write",
    summary: "Moves an experiment and all its runs into the trash; its name stays reserved.",
    async run(fields, context) {
      await trashExperiment(context, idOf(fields));
      return {};
    },
  },
  {
    method: "POST",
    path: "experiments/restore",
    permission: "write",
    summary: "Takes an experiment and all its runs out of the trash.",
    async run(fields, context) {
      await restoreExperiment(context, idOf(fields));
      return {};
    },
  },
  {
    method: "POST",
    path: "experiments/set-experiment-tag",
    permission: "write",
    summary: "Sets a tag of an experiment.",
    run: setTag,
  },
  {
    method: "POST",
    path: "experiments/delete-experiment-tag",
    permission: "write",
    summary: "Takes a tag off an experiment.",
    run: deleteTag,
  },
];
