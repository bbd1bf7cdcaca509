import { fail } from "#ground/errors";
import { defineOperation, field, type OperationShape, type Read } from "#ground/mlflow";
import type { ServerContext } from "#ground/server";
import { checkLocation } from "../artifacts/index.ts";
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
import { EXPERIMENT, experimentId, pairs } from "./fields.ts";
import { wireExperiment } from "./wire.ts";

async function wire(context: ServerContext, experiment: Experiment): Promise<object> {
  const tags = await selectExperimentTags(context.database, experiment.id);
  return { experiment: wireExperiment(context.settings, experiment, tags) };
}

const NEW = {
  name: field.about(field.needText, "At most 500 characters."),
  artifact_location: field.text,
  tags: pairs,
};

async function create(asked: Read<typeof NEW>, context: ServerContext): Promise<object> {
  const { name, artifact_location: location, tags } = asked;
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

const RENAMED = { ...EXPERIMENT, new_name: field.needText };

async function rename(asked: Read<typeof RENAMED>, context: ServerContext): Promise<object> {
  const { experiment_id: id, new_name: name } = asked;
  await context.database.write(async (tx) => {
    await renameExperiment(tx, id, name, context.clock.now());
    tx.afterCommit(() => context.events.publish("runs"));
  });
  return {};
}

const TAGGED = { ...EXPERIMENT, key: field.needText, value: field.value };

async function setTag(asked: Read<typeof TAGGED>, context: ServerContext): Promise<object> {
  const { experiment_id: id, key, value } = asked;
  checkExperimentTag(key, value);
  await context.database.write(async (tx) => {
    await activeExperiment(tx, id);
    await upsertExperimentTag(tx, id, key, value.toWellFormed());
    tx.afterCommit(() => context.events.publish("runs"));
  });
  return {};
}

const UNTAGGED = { ...EXPERIMENT, key: field.needText };

async function deleteTag(asked: Read<typeof UNTAGGED>, context: ServerContext): Promise<object> {
  const { experiment_id: id, key } = asked;
  await context.database.write(async (tx) => {
    await activeExperiment(tx, id);
    if (!(await deleteExperimentTag(tx, id, key)))
      throw fail(ERRORS, "RUNS_EXPERIMENT_TAG_UNKNOWN", { key, id: String(id) });
    tx.afterCommit(() => context.events.publish("runs"));
  });
  return {};
}

/** Experiments, the folders of runs. */
export const EXPERIMENT_OPERATIONS: readonly OperationShape[] = [
  defineOperation({
    method: "POST",
    path: "experiments/create",
    permission: "write",
    summary: "Makes an experiment.",
    fields: NEW,
    run: create,
  }),
  defineOperation({
    method: "GET",
    path: "experiments/get",
    permission: "read",
    summary: "An experiment by its id, also a deleted one.",
    fields: { experiment_id: field.needText },
    async run({ experiment_id: id }, context) {
      const found = await selectExperiment(context.database, experimentId(id));
      if (found === undefined) throw fail(ERRORS, "RUNS_EXPERIMENT_UNKNOWN", { experiment: id });
      return wire(context, found);
    },
  }),
  defineOperation({
    method: "GET",
    path: "experiments/get-by-name",
    permission: "read",
    summary: "An experiment by its name, also a deleted one.",
    fields: { experiment_name: field.needText },
    async run({ experiment_name: name }, context) {
      const found = await selectExperimentByName(context.database, name);
      if (found === undefined)
        throw fail(ERRORS, "RUNS_EXPERIMENT_NAME_UNKNOWN", { experiment: name });
      return wire(context, found);
    },
  }),
  defineOperation({
    method: "POST",
    path: "experiments/update",
    permission: "write",
    summary: "Gives an experiment another name.",
    fields: RENAMED,
    run: rename,
  }),
  defineOperation({
    method: "POST",
    path: "experiments/delete",
    permission: "write",
    summary: "Moves an experiment and all its runs into the trash; its name stays reserved.",
    fields: EXPERIMENT,
    async run({ experiment_id: id }, context) {
      await trashExperiment(context, id);
      return {};
    },
  }),
  defineOperation({
    method: "POST",
    path: "experiments/restore",
    permission: "write",
    summary: "Takes an experiment and all its runs out of the trash.",
    fields: EXPERIMENT,
    async run({ experiment_id: id }, context) {
      await restoreExperiment(context, id);
      return {};
    },
  }),
  defineOperation({
    method: "POST",
    path: "experiments/set-experiment-tag",
    permission: "write",
    summary: "Sets a tag of an experiment.",
    fields: TAGGED,
    run: setTag,
  }),
  defineOperation({
    method: "POST",
    path: "experiments/delete-experiment-tag",
    permission: "write",
    summary: "Takes a tag off an experiment.",
    fields: UNTAGGED,
    run: deleteTag,
  }),
];
