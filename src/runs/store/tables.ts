import { queries } from "#ground/database";

export type Lifecycle = "active" | "deleted";

/** Whether a run happened here, or an import brought it: then it rings no bell. */
export type Origin = "live" | "imported";

/** The tables as the query builder knows them: those that searches touch. */
export type Tables = {
  runs_experiment: {
    id: number;
    name: string;
    project: string;
    lifecycle: Lifecycle;
    created_at: number;
    updated_at: number;
    artifact_location: string | null;
    deleted_at: number | null;
  };
  runs_run: {
    number: number;
    id: string;
    experiment: number;
    project: string;
    name: string;
    user_name: string;
    status: string;
    lifecycle: Lifecycle;
    started_at: number;
    ended_at: number | null;
    commit_hash: string | null;
    branch: string | null;
    dirty: number;
    command: string | null;
    folder: string | null;
    notebook: string | null;
    exit_code: number | null;
    data: string;
    artifact_root: string | null;
    deleted_at: number | null;
    seen_at: number | null;
    lost_at: number | null;
    origin: Origin;
  };
  runs_model: {
    number: number;
    id: string;
    project: string;
    experiment: number;
    name: string;
    type: string | null;
    source_run: string | null;
    status: string;
    status_message: string | null;
    lifecycle: Lifecycle;
    artifact_root: string | null;
    created_at: number;
    updated_at: number;
    deleted_at: number | null;
  };
  runs_key: { id: number; name: string };
  runs_param: { run: number; key: number; value: string };
  runs_tag: { run: number; key: string; value: string };
  runs_summary: {
    run: number;
    key: number;
    last: number;
    last_nan: number;
    last_step: number;
    last_at: number;
    low: number | null;
    low_step: number | null;
    high: number | null;
    high_step: number | null;
    points: number;
  };
};

/** Builds queries over these tables. */
export const tables = queries<Tables>();
