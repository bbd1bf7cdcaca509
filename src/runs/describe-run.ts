import { withoutPassword } from "#artifacts";
import { jsonNumber } from "#ground/wire";
import { directionOf } from "./best/index.ts";
import type {
  Directions,
  MetricExtremes,
  MetricSummary,
  RunDetail,
  RunFacts,
  RunRow,
} from "./model.ts";
import type { RunRecord } from "./store/run-columns.ts";
import { type Logged, type LoggedMetric, selectLogged } from "./store/select-logged.ts";
import type { Settled } from "./store/settled.ts";

/** Where a run's artifacts were recorded to be, to read: clients go where `runUri` says. */
export function artifactUri(run: Pick<RunRecord, "experimentId" | "id" | "artifactRoot">): string {
  const own = `mlflow-artifacts:/${run.experimentId}/${run.id}/artifacts`;
  return withoutPassword(run.artifactRoot ?? own);
}

/** A run in full. */
export async function describeRun(db: Settled, run: RunRecord): Promise<RunDetail> {
  const logged = (await selectLogged(db, [run.number])).get(run.number) as Logged;
  return {
    ...rowOf(run, logged),
    metricSummaries: logged.summaries.map(summaryOf),
    ...moreOf(run),
  };
}

/** What a run is by itself. */
export function factsOf(run: RunRecord): RunFacts {
  return { ...briefOf(run), ...moreOf(run) };
}

/** The metrics whose extremes are told, and which of them are the best. */
export type Extremes = { readonly keys: ReadonlySet<string>; readonly directions: Directions };

/** Runs as lines of a list, in the order given; of the metrics named, the extremes as well. */
export async function describeRows(
  db: Settled,
  runs: readonly RunRecord[],
  extremes?: Extremes,
): Promise<RunRow[]> {
  const logged = await selectLogged(
    db,
    runs.map((run) => run.number),
  );
  return runs.map((run) => {
    const own = logged.get(run.number) as Logged;
    const row = rowOf(run, own);
    return extremes === undefined || extremes.keys.size === 0
      ? row
      : { ...row, extremes: extremesOf(own, extremes) };
  });
}

/** The latest value of a metric, NaN where it is that. */
export function lastValue(metric: LoggedMetric): number {
  return metric.last_nan === 1 ? Number.NaN : metric.last;
}

function rowOf(run: RunRecord, logged: Logged): RunRow {
  const { params, tags, summaries } = logged;
  const metrics: Record<string, RunRow["metrics"][string]> = Object.create(null);
  for (const metric of summaries) metrics[metric.key] = jsonNumber(lastValue(metric));
  return { ...briefOf(run), params, metrics, tags };
}

function briefOf(run: RunRecord): Omit<RunFacts, keyof ReturnType<typeof moreOf>> {
  return {
    id: run.id,
    project: run.project,
    experiment: run.experiment,
    name: run.name,
    user: run.user,
    status: run.lostAt !== null && run.status === "RUNNING" ? "LOST" : run.status,
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    durationMs: run.endedAt === null ? null : Math.max(0, run.endedAt - run.startedAt),
    commit: run.commit,
    dirty: run.dirty,
    command: run.command,
    data: run.data,
  };
}

function moreOf(run: RunRecord) {
  return {
    artifactUri: artifactUri(run),
    notebook: run.notebook,
    exitCode: run.exitCode,
    branch: run.branch,
    folder: run.folder,
  };
}

function extremesOf(
  logged: Logged,
  { keys, directions }: Extremes,
): Record<string, MetricExtremes> {
  const found: Record<string, MetricExtremes> = Object.create(null);
  for (const metric of logged.summaries) {
    if (!keys.has(metric.key)) continue;
    const { min, max } = summaryOf(metric);
    const best = directionOf(metric.key, directions) === "lower" ? min : max;
    found[metric.key] = { min, max, best };
  }
  return found;
}

function summaryOf(metric: LoggedMetric): MetricSummary {
  const bound = (value: number | null): MetricSummary["min"] =>
    value === null ? null : (jsonNumber(value) as MetricSummary["min"]);
  return {
    key: metric.key,
    last: jsonNumber(lastValue(metric)),
    min: bound(metric.low),
    max: bound(metric.high),
    count: metric.points,
    lastStep: metric.last_step,
    bestMinStep: metric.low_step,
    bestMaxStep: metric.high_step,
  };
}
