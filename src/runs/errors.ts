import { defineErrors, EXIT } from "#ground/errors";

/** Errors of runs. MLflow's wire shows them in its own form, see mlflow/errors.ts. */
export const ERRORS = defineErrors({
  RUNS_UNKNOWN: {
    message: (f: { ref: string }) => `Run with id=${f.ref} not found`,
    hint: "fettle runs list",
    status: 404,
    exit: EXIT.usage,
    when: "No run has this id, this start of an id, or this name.",
  },
  RUNS_REF_AMBIGUOUS: {
    message: (f: { ref: string; matches: string }) =>
      `${JSON.stringify(f.ref)} is the start of several run ids: ${f.matches}`,
    hint: "type more of the id",
    status: 400,
    exit: EXIT.usage,
    when: "The start of a run's id fits more than one run.",
  },
  RUNS_ID_TAKEN: {
    message: (f: { id: string }) =>
      `there is a run ${f.id} already, started with other facts than these`,
    hint: "start the run with a new id",
    status: 409,
    exit: EXIT.usage,
    when: "A run is started with the id of another one.",
  },
  RUNS_DELETED: {
    message: (f: { id: string; lifecycle: string }) =>
      `The run ${f.id} must be in the 'active' state. Current state is ${f.lifecycle}.`,
    hint: "restore the run first",
    status: 400,
    exit: EXIT.no,
    when: "Something is written to a deleted run.",
  },
  RUNS_EXPERIMENT_UNKNOWN: {
    message: (f: { experiment: string }) => `No Experiment with id=${f.experiment} exists`,
    hint: "fettle runs list",
    status: 404,
    exit: EXIT.world,
    when: "No experiment has this id.",
  },
  RUNS_EXPERIMENT_NAME_UNKNOWN: {
    message: (f: { experiment: string }) =>
      `Could not find experiment with name ${JSON.stringify(f.experiment)}`,
    hint: "fettle runs list",
    status: 404,
    exit: EXIT.world,
    when: "No experiment has this name.",
  },
  RUNS_EXPERIMENT_EXISTS: {
    message: (f: { experiment: string; state: string }) =>
      `Experiment ${JSON.stringify(f.experiment)} already exists${f.state === "active" ? "." : " in deleted state. You can restore the experiment, or permanently delete it to create a new one."}`,
    hint: "choose another name",
    status: 400,
    exit: EXIT.usage,
    when: "An experiment is created with a name that is in use, or was and waits in the trash.",
  },
  RUNS_EXPERIMENT_DELETED: {
    message: (f: { experiment: string }) =>
      `The experiment ${f.experiment} must be in the 'active' state. Current state is deleted.`,
    hint: "choose another experiment",
    status: 400,
    exit: EXIT.no,
    when: "A run is started in a deleted experiment.",
  },
  RUNS_EXPERIMENT_TAG_UNKNOWN: {
    message: (f: { key: string; id: string }) =>
      `No tag with name: ${f.key} in experiment with id ${f.id}`,
    hint: "fettle runs list",
    status: 404,
    exit: EXIT.world,
    when: "A tag that the experiment does not have is deleted.",
  },
  RUNS_MODEL_UNKNOWN: {
    message: (f: { id: string }) => `Logged model with ID '${f.id}' not found.`,
    hint: "fettle runs show lists the models that a run logged",
    status: 404,
    exit: EXIT.world,
    when: "No logged model has this id, or the one that has it was deleted.",
  },
  RUNS_MODEL_TAG_UNKNOWN: {
    message: (f: { key: string; id: string }) =>
      `No tag with key '${f.key}' found for model with ID '${f.id}'.`,
    hint: "fettle runs show lists the models that a run logged",
    status: 404,
    exit: EXIT.world,
    when: "A tag that the logged model does not have is deleted.",
  },
  RUNS_MODEL_PARAM_CHANGED: {
    message: (f: { key: string; old: string; value: string; id: string }) =>
      `Changing param values is not allowed. Param with key='${f.key}' was already logged with value='${f.old}' for model ID='${f.id}'. Attempted logging new value '${f.value}'.`,
    hint: "log it under another key, or log another model",
    status: 400,
    exit: EXIT.no,
    when: "A parameter of a logged model is logged again with another value.",
  },
  RUNS_PARAM_CHANGED: {
    message: (f: { key: string; old: string; value: string; id: string }) =>
      `Changing param values is not allowed. Param with key='${f.key}' was already logged with value='${f.old}' for run ID='${f.id}'. Attempted logging new value '${f.value}'.`,
    hint: "log it under another key, or start another run",
    status: 400,
    exit: EXIT.no,
    when: "A parameter of a run is logged again with another value.",
  },
  RUNS_NAME_CONFLICT: {
    message: (f: { name: string; tag: string }) =>
      `Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values (run_name='${f.name}', mlflow.runName='${f.tag}').`,
    hint: "give the name once",
    status: 400,
    exit: EXIT.usage,
    when: "A run is created with two different names.",
  },
  RUNS_TAG_UNKNOWN: {
    message: (f: { key: string; id: string }) =>
      `No tag with name: ${f.key} in run with id ${f.id}`,
    hint: "fettle runs show lists the tags",
    status: 404,
    exit: EXIT.world,
    when: "A tag that the run does not have is deleted.",
  },
  RUNS_METRIC_UNKNOWN: {
    message: (f: { key: string; id: string }) =>
      `run ${f.id} has no metric ${JSON.stringify(f.key)}`,
    hint: (f) => `fettle runs show ${f.id}`,
    status: 404,
    exit: EXIT.world,
    when: "A metric that the run never logged is asked for.",
  },
  RUNS_VIEW_UNKNOWN: {
    message: (f: { name: string }) => `no saved view ${JSON.stringify(f.name)}`,
    hint: "GET /api/fettle/1/runs/views lists them",
    status: 404,
    exit: EXIT.world,
    when: "No saved view has this name, or the one that has it is not where it is taken from.",
  },
  RUNS_STILL_RUNNING: {
    message: (f: { id: string }) => `run ${f.id} is still running`,
    hint: "end it first, or wait until it counts as lost",
    status: 409,
    exit: EXIT.no,
    when: "A run that still reports is put into the trash.",
  },
  RUNS_DEFAULT_KEPT: {
    message: () => "experiment 0 can't be purged: MLflow's clients use it where none is named",
    hint: "purge its runs instead",
    status: 409,
    exit: EXIT.no,
    when: "The experiment Default is purged.",
  },
});
