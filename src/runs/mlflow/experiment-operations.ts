import { fail } from "#ground/errors";
import type { ServerContext } from "#ground/http";
import { createExperiment } from "../create-experiment.ts";
import { ERRORS } from "../errors.ts";
import { invalid } from "../limits.ts";
import {
  type Experiment,
  selectExperiment,
  selectExperimentByName,
  selectExperimentTags,
} from "../store/experiments.ts";
import type { Fields } from "./fields.ts";
import type { Operation } from "./mlflow-route.ts";
import { pairOf } from "./pair-of.ts";
import { wireExperiment } from "./wire.ts";

/** An experiment's id, which is a whole number as text. */
export function experimentId(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw invalid(text, "experiment_id", "expected the number of an experiment, as text");
}

async function wire(context: ServerContext, experiment: Experiment): Promise<object> {
  return wireExperiment(experiment, await selectExperimentTags(context.database, experiment.id));
}

async function create(fields: Fields, context: ServerContext): Promise<object> {
  const name = fields.needText("name");
  const location = fields.text("artifact_location");
  if (location !== undefined)
    throw invalid(
      location,
      "artifact_location",
      "this server keeps artifacts in its own store; leave it out",
    );
  const tags = fields.list("tags").map(pairOf);
  const project = tags.find((tag) => tag.key === "fettle.project")?.value || "default";
  const at = context.clock.now();
  const id = await context.database.write(async (tx) => {
    tx.afterCommit(() => context.events.publish("runs"));
    return createExperiment(tx, { name, project, at, tags });
  });
  return { experiment_id: String(id) };
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
      return { experiment: await wire(context, found) };
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
      return { experiment: await wire(context, found) };
    },
  },
];
