import { apiPath, ask } from "#web/api";
import type { Search } from "#web/page";
import { parseSort, type Sort, type Stretch } from "#web/table";
import type { RunList, RunRow, RunStatus } from "../model.ts";

export type Keys = { readonly metrics: readonly string[]; readonly params: readonly string[] };

/** What the list shows, as the address says it. */
export type RunsView = {
  readonly text: string;
  readonly status: RunStatus | "";
  readonly project: string | undefined;
  readonly sort: Sort;
  /** Parts of the address that mean nothing here, in words. */
  readonly ignored: readonly string[];
};

const NEWEST: Sort = { key: "startedAt", descending: true };
const STATUSES: readonly string[] = ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"];
const SORTS =
  /^(startedAt|endedAt|durationMs|name|user|status|experiment|commit|metrics\..+|params\..+)$/;

/** Reads the address; what it does not understand falls back to the default and is named. */
export function viewOf(search: Search): RunsView {
  const ignored: string[] = [];
  const status = search["status"]?.toUpperCase() ?? "";
  if (status !== "" && !STATUSES.includes(status)) ignored.push(`status=${search["status"]}`);
  const sort = parseSort(search["sort"]);
  if (search["sort"] !== undefined && (sort === undefined || !SORTS.test(sort.key)))
    ignored.push(`sort=${search["sort"]}`);
  return {
    text: search["q"] ?? "",
    status: STATUSES.includes(status) ? (status as RunStatus) : "",
    project: search["project"],
    sort: sort !== undefined && SORTS.test(sort.key) ? sort : NEWEST,
    ignored,
  };
}

/** A text with a comparison in it is a filter in MLflow's grammar, any other is looked for in names and commands. */
export function isFilter(text: string): boolean {
  return /[<>=]|\b(I?LIKE|IN|IS)\b/.test(text);
}

/** One stretch of the list. */
export async function readRuns(
  view: RunsView,
  offset: number,
  limit: number,
  signal: AbortSignal,
): Promise<Stretch<RunRow, Keys>> {
  const { total, runs, metrics, params } = await ask<RunList>(
    apiPath(["runs"], {
      project: view.project,
      [isFilter(view.text) ? "filter" : "q"]: view.text.trim(),
      status: view.status,
      sort: view.sort.key,
      order: view.sort.descending ? "desc" : "asc",
      offset,
      limit,
    }),
    signal,
  );
  return { total, rows: runs, extra: { metrics, params } };
}
