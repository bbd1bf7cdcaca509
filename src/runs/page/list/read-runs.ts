import { api } from "#web/api";
import type { Search } from "#web/page";
import { parseSort, type Sort, type Stretch } from "#web/table";
import type { RunsApi } from "../../api.ts";
import type { RunColumns, RunCompletion, RunGroups, RunRow, RunStatus } from "../../model.ts";
import { RUN_COLUMNS } from "./column-spec.ts";

export type Keys = { readonly metrics: readonly string[]; readonly params: readonly string[] };

/** What narrows the list, as the address says it. */
export type Narrowing = {
  readonly text: string;
  readonly status: RunStatus | "";
  readonly project: string | undefined;
  /** Name of an experiment, or a folder of them, which ends in `/`. */
  readonly experiment: string | undefined;
};

/** What the list shows, as the address says it. */
export type RunsView = Narrowing & {
  readonly sort: Sort;
  /** `params.model`, `tags.team`: what runs are grouped by, outermost first. */
  readonly group: readonly string[];
  /** Columns in which all matching runs are the same are hidden. */
  readonly onlyDiffering: boolean;
  /** Parts of the address that mean nothing here, in words. */
  readonly ignored: readonly string[];
};

const NEWEST: Sort = { key: "startedAt", descending: true };
const STATUSES: readonly string[] = [
  "RUNNING",
  "SCHEDULED",
  "FINISHED",
  "FAILED",
  "KILLED",
  "LOST",
];

/** Reads the address; what it does not understand falls back to the default and is named. */
export function viewOf(search: Search): RunsView {
  const ignored: string[] = [];
  const status = search["status"]?.toUpperCase() ?? "";
  if (status !== "" && !STATUSES.includes(status)) ignored.push(`status=${search["status"]}`);
  const sort = parseSort(search["sort"]);
  const sorts = sort !== undefined && canSort(sort.key);
  if (search["sort"] !== undefined && !sorts) ignored.push(`sort=${search["sort"]}`);
  const asked = search["group"]?.split(",").map(decodeURIComponentSafely) ?? [];
  const group = asked.filter((name) => /^(params|tags)\../.test(name));
  if (group.length < asked.length) ignored.push(`group=${search["group"]}`);
  for (const unknown of RUN_COLUMNS.read(search["cols"] ?? "none").unknown)
    ignored.push(`cols=${unknown}`);
  return {
    text: search["q"] ?? "",
    status: STATUSES.includes(status) ? (status as RunStatus) : "",
    project: search["project"],
    experiment: search["exp"],
    sort: sorts ? sort : NEWEST,
    group,
    onlyDiffering: search["diff"] === "1",
    ignored,
  };
}

function canSort(key: string): boolean {
  if (key === "name") return true;
  const column = RUN_COLUMNS.named(key);
  return column !== undefined && key !== "data" && key !== "project";
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A text with a comparison in it is a filter in MLflow's grammar, any other is looked for in names and commands. */
export function isFilter(text: string): boolean {
  if (/\b(metrics?|params?|parameters?|tags?|attributes?|best|min|max)\./i.test(text)) return true;
  return (
    /[<>=~]|\b(I?LIKE|IN|IS|NOT|OR|AND|RLIKE)\b|^\s*\(|\bhas:/i.test(text) && !/^[\w ]+$/.test(text)
  );
}

function narrowed({ text, status, project, experiment }: Narrowing) {
  const typed = text.trim();
  return { project, experiment, ...(isFilter(text) ? { filter: typed } : { q: typed }), status };
}

/** The metrics of which a column shows the lowest, the highest or the best value. */
export function extremesIn(cols: string | undefined): readonly string[] {
  const { specs } = RUN_COLUMNS.read(cols ?? "none");
  const kinds = specs.filter(({ kind }) => kind === "min" || kind === "max" || kind === "best");
  return [...new Set(kinds.map(({ key }) => key))];
}

/** One stretch of the list, with the extremes of the metrics named. */
export async function readRuns(
  view: RunsView,
  extremes: readonly string[],
  offset: number,
  limit: number,
  signal: AbortSignal,
): Promise<Stretch<RunRow, Keys>> {
  const { total, runs, metrics, params } = await api<RunsApi>(signal).get("/api/fettle/1/runs", {
    query: {
      ...narrowed(view),
      sort: view.sort.key,
      order: view.sort.descending ? "desc" : "asc",
      extremes: extremes.join(","),
      offset,
      limit,
    },
  });
  return { total, rows: runs, extra: { metrics, params } };
}

/** What the matching runs have recorded, and whether it is the same in all of them. */
export type KnownColumn = RunColumns["columns"][number];

export async function readKnownColumns(
  narrowing: Narrowing,
  signal: AbortSignal,
): Promise<readonly KnownColumn[]> {
  const { columns } = await api<RunsApi>(signal).get("/api/fettle/1/runs/columns", {
    query: narrowed(narrowing),
  });
  return columns;
}

/** Matching runs that have the same values of what they are grouped by. */
export type RunGroup = RunGroups["groups"][number];

export async function readGroups(
  view: RunsView,
  metrics: readonly string[],
  signal: AbortSignal,
): Promise<readonly RunGroup[]> {
  const { groups } = await api<RunsApi>(signal).get("/api/fettle/1/runs/groups", {
    query: { ...narrowed(view), by: view.group.join(","), metrics: metrics.join(",") },
  });
  return groups;
}

/** The filter that holds for the runs of a group, beside what narrows the list already. */
export function filterOfGroup(text: string, { by }: Pick<RunGroup, "by">): string {
  const parts = by.map(({ key, value }) => {
    const name = quoteKey(key);
    return value === null ? `NOT has:${name}` : `${name} = '${value.replaceAll("'", "''")}'`;
  });
  if (text.trim() === "") return parts.join(" AND ");
  return [isFilter(text) ? `(${text.trim()})` : text.trim(), ...parts].join(" AND ");
}

/** `params."a b"`: a key of other than plain letters stands between quotes. */
function quoteKey(name: string): string {
  const dot = name.indexOf(".");
  const key = name.slice(dot + 1);
  return /^[A-Za-z_][\w.]*$/.test(key)
    ? name
    : `${name.slice(0, dot)}."${key.replaceAll('"', '""')}"`;
}

/** What may stand at a place of the filter, and what is wrong with it so far. */
export function completeFilter(
  project: string | undefined,
  text: string,
  at: number,
  signal: AbortSignal,
): Promise<RunCompletion> {
  return api<RunsApi>(signal).get("/api/fettle/1/runs/complete", { query: { text, at, project } });
}
