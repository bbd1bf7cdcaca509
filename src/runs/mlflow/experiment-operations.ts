import { type Fields, invalid, type Operation } from "#ground/mlflow";
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

function wire(context: ServerContext, experiment: ExperimentDetail): object {
  return { experiment: wireExperiment(context.settings, experiment) };
}

async function create(fields: Fields, context: ServerContext): Promise<object> {
  const name = fields.needText("name");
  const artifactLocation = fields.text("artifact_location");
  const tags = fields.list("tags").map(pairOf);
  const project = tags.find((tag) => tag.key === "fettle.project")?.value || "default";
  const id = await createExperiment(context, { name, project, tags, artifactLocation });
  return { experiment_id: String(id) };
}

async function rename(fields: Fields, context: ServerContext): Promise<object> {
  await renameExperiment(context, idOf(fields), fields.needText("new_name"));
  return {};
}

async function setTag(fields: Fields, context: ServerContext): Promise<object> {
  const id = idOf(fields);
  await tagExperiment(context, id, {
    key: fields.needText("key"),
    value: fields.value("value"),
  });
  return {};
}

async function deleteTag(fields: Fields, context: ServerContext): Promise<object> {
  await untagExperiment(context, idOf(fields), fields.needText("key"));
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
      return wire(context, await findExperiment(context.database, { id: idOf(fields) }));
    },
  },
  {
    method: "GET",
    path: "experiments/get-by-name",
    permission: "read",
    summary: "An experiment by its name, also a deleted one.",
    async run(fields, context) {
      const name = fields.needText("experiment_name");
      return wire(context, await findExperiment(context.database, { name }));
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
