import type { Lifecycle } from "../store/tables.ts";

/** An experiment as a line of a list; folders are made of the `/` in its name. */
export type ExperimentRow = {
  /** MLflow's id, digits. */
  readonly id: string;
  readonly name: string;
  readonly project: string;
  /** Runs that are not in the trash. */
  readonly runs: number;
  readonly lifecycle: Lifecycle;
  /** When its latest run began; null before the first. */
  readonly latest: number | null;
};
