import { defineOperation, field, type OperationShape, type Read } from "#ground/mlflow";
import type { ServerContext } from "#ground/server";
import {
  createExperiment,
  type ExperimentDetail,
  findExperiment,
  renameExperiment,
  tagExperiment,
  untagExperiment,
} from "../experiments/index.ts";
import { restoreExperiment, trashExperiment } from "../trash/index.ts";
import { EXPERIMENT, pairs } from "./fields.ts";
import { wireExperiment } from "./wire.ts";

function wire(context: ServerContext, experiment: ExperimentDetail): object {
  return { experiment: wireExperiment(context.settings, experiment) };
}

const NEW = {
  name: field.about(field.needText, "At most 500 characters."),
  artifact_location: field.text,
  tags: pairs,
};

async function create(asked: Read<typeof NEW>, context: ServerContext): Promise<object> {
  const { name, artifact_location: artifactLocation, tags } = asked;
  const project = tags.find((tag) => tag.key === "fettle.project")?.value || "default";
  const id = await createExperiment(context, { name, project, tags, artifactLocation });
  return { experiment_id: String(id) };
}

const RENAMED = { ...EXPERIMENT, new_name: field.needText };

async function rename(asked: Read<typeof RENAMED>, context: ServerContext): Promise<object> {
  await renameExperiment(context, asked.experiment_id, asked.new_name);
  return {};
}

const TAGGED = { ...EXPERIMENT, key: field.needText, value: field.value };

async function setTag(asked: Read<typeof TAGGED>, context: ServerContext): Promise<object> {
  const { experiment_id: id, key, value } = asked;
  await tagExperiment(context, id, { key, value });
  return {};
}

const UNTAGGED = { ...EXPERIMENT, key: field.needText };

async function deleteTag(asked: Read<typeof UNTAGGED>, context: ServerContext): Promise<object> {
  await untagExperiment(context, asked.experiment_id, asked.key);
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
    fields: EXPERIMENT,
    async run({ experiment_id: id }, context) {
      return wire(context, await findExperiment(context.database, { id }));
    },
  }),
  defineOperation({
    method: "GET",
    path: "experiments/get-by-name",
    permission: "read",
    summary: "An experiment by its name, also a deleted one.",
    fields: { experiment_name: field.needText },
    async run({ experiment_name: name }, context) {
      return wire(context, await findExperiment(context.database, { name }));
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
