import type { Migration } from "#ground/database";

/**
 * Indexes for searches. A list in the order of its start is read off an index, by project, by experiment and over all;
 * a filter by a key's value off (key, value, run), which also gives the order by that key.
 */
export const search: Migration = {
  number: 3,
  title: "search",
  changesExisting: true,
  sql: `
    DROP INDEX runs_run_by_project;
    DROP INDEX runs_run_by_experiment;
    DROP INDEX runs_param_by_key;
    DROP INDEX runs_summary_by_key;
    CREATE INDEX runs_run_by_start ON runs_run (lifecycle, started_at DESC, id);
    CREATE INDEX runs_run_by_project ON runs_run (project, lifecycle, started_at DESC, id);
    CREATE INDEX runs_run_by_experiment ON runs_run (experiment, lifecycle, started_at DESC, id);
    CREATE INDEX runs_param_by_value ON runs_param (key, value, run);
    CREATE INDEX runs_tag_by_value ON runs_tag (key, value, run);
    CREATE INDEX runs_summary_by_value ON runs_summary (key, last_nan, last, run);
  `,
};
