import type { ErrorCodes } from "#ground/mlflow";

/** What MLflow's server calls errors of ours where the status alone does not tell. */
export const WORDS: ErrorCodes = { RUNS_EXPERIMENT_EXISTS: "RESOURCE_ALREADY_EXISTS" };
