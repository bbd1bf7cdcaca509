import type { Database } from "#ground/database";
import { joined, type Unpacked, unpackBlock } from "#ground/points";
import type { ServerContext } from "#ground/server";
import type { Given, LeftRecord, Selection } from "#ground/slice";
import { jsonNumber } from "#ground/wire";
import { type RecordedKind, selectRecordedOf } from "../environment/index.ts";
import {
  type Experiment,
  selectExperiment,
  selectExperimentsOf,
  selectExperimentTags,
} from "../experiments/index.ts";
import { type RunInputs, selectInputs } from "../inputs/index.ts";
import { pointsOf, selectRunBlocks, settle } from "../metrics/index.ts";
import { inPieces, orderedRuns, runSearch, selectRuns } from "../search/index.ts";
import { selectDirections } from "../store/project-choices.ts";
import type { RunRecord } from "../store/run-columns.ts";
import { type Logged, selectLogged } from "../store/select-logged.ts";
import type { Settled } from "../store/settled.ts";
import { loggedModelRecords } from "./give-models.ts";
import { keptRecords } from "./kept.ts";
import { POINTS_MAX, type RecordOf, type RunsRecord } from "./records.ts";

/**
 * The runs that match, the oldest first, each experiment before its first run; without a filter those of the trash and
 * experiments that have none too. The filter is checked before the first
 * record. All reads are aside, a few hundred runs at a time, so that whoever logs meanwhile does not notice.
 */
export async function giveRecords(context: ServerContext, selection: Selection): Promise<Given> {
  const database = await settle(context);
  const order = { field: { target: "attribute", key: "start_time", part: "last" } } as const;
  const { project, experiment, filter } = selection;
  const directions = await selectDirections(database, project);
  const listed = runSearch({ project, experiment, filter }, context.clock.now(), directions);
  // Who says which runs means those of the list; all else means the trash too.
  const search = filter === undefined ? { ...listed, lifecycle: undefined } : listed;
  const numbers = await orderedRuns(database, search, [{ ...order, descending: false }]);
  const counted = { kind: "run", count: numbers.length };
  return { records: records(database, numbers, selection), counted };
}

async function* records(
  database: Settled<Database>,
  numbers: Int32Array,
  selection: Selection,
): AsyncIterable<RunsRecord | LeftRecord> {
  const experiments = new Map<number, Experiment>();
  const { project, experiment, filter } = selection;
  const parents = new Set<string>();
  const isGiven = (run: string): boolean => selection.given({ kind: "run", id: run }) === "yes";
  // Those without a run too. First comes what can keep its number, so that none of it is given to the others.
  if (filter === undefined)
    for (const one of await selectExperimentsOf(database.aside, { project, name: experiment })) {
      if (selection.signal.aborted) return;
      experiments.set(one.id, one);
      yield await experimentRecord(database, one);
    }
  const withPoints = selection.wants("points");
  const read = (reader: Settled, piece: Int32Array) => readRuns(reader, piece, withPoints);
  for await (const piece of inPieces(database, numbers, read)) {
    for (const full of piece) {
      if (selection.signal.aborted) return;
      const { run } = full;
      if (!experiments.has(run.experimentId)) {
        const found = (await selectExperiment(database, run.experimentId)) as Experiment;
        experiments.set(found.id, found);
        yield await experimentRecord(database, found);
      }
      const parent = full.logged.tags[PARENT];
      if (parent !== undefined) parents.add(parent);
      yield runRecord(full);
      if (withPoints) yield* pointRecords(database, full);
    }
  }
  if (selection.wants("logged-model"))
    // Who says which runs means what they logged too.
    for (const experiment of experiments.values())
      for await (const model of loggedModelRecords(database.aside, experiment))
        if (filter === undefined || isGiven(model.run ?? "")) yield model;
  const left = selection.wants("run") ? [...parents].filter((id) => !isGiven(id)) : [];
  const named = `parent runs that stay behind: ${left.slice(0, NAMED_MAX).join(", ")}`;
  if (left.length > 0) yield { type: "left", what: named, count: left.length, told: true };
  if (filter === undefined && experiment === undefined) yield* keptRecords(database.aside, project);
}

/** The tag by which MLflow's client says what a run is a part of. */
const PARENT = "mlflow.parentRunId";
const NAMED_MAX = 10;

type FullRun = {
  readonly run: RunRecord;
  readonly logged: Logged;
  readonly inputs: RunInputs;
  readonly texts: Partial<Record<RecordedKind, string>>;
  /** By key; `undefined` for a run with so many points that each metric is read by itself. */
  readonly points: ReadonlyMap<string, readonly Unpacked[]> | undefined;
};

const NO_INPUTS: RunInputs = { datasets: [], models: [], outputs: [] };
const NO_POINTS: ReadonlyMap<string, readonly Unpacked[]> = new Map();
/** Of runs with more points each metric is read by itself. */
const FEW_POINTS = 1000;

async function readRuns(reader: Settled, piece: Int32Array, points: boolean): Promise<FullRun[]> {
  const runs = await selectRuns(reader, piece);
  const numbers = runs.map((run) => run.number);
  const logged = await selectLogged(reader, numbers);
  const inputs = await selectInputs(reader, numbers);
  const texts = await selectRecordedOf(reader, numbers);
  const pointsOfRun = (run: number): number =>
    (logged.get(run) as Logged).summaries.reduce((sum, summary) => sum + summary.points, 0);
  const few = new Set(points ? numbers.filter((run) => pointsOfRun(run) <= FEW_POINTS) : []);
  const together = await readBlocks(reader, [...few]);
  return runs.map((run) => ({
    run,
    logged: logged.get(run.number) as Logged,
    inputs: inputs.get(run.number) ?? NO_INPUTS,
    texts: texts.get(run.number) ?? {},
    points: few.has(run.number) ? (together.get(run.number) ?? NO_POINTS) : undefined,
  }));
}

async function readBlocks(
  reader: Settled,
  runs: readonly number[],
): Promise<Map<number, Map<string, Unpacked[]>>> {
  const found = new Map<number, Map<string, Unpacked[]>>();
  for (const { run, key, data } of await selectRunBlocks(reader, runs)) {
    const of = found.get(run) ?? new Map<string, Unpacked[]>();
    found.set(run, of);
    of.set(key, [...(of.get(key) ?? []), unpackBlock(data)]);
  }
  return found;
}

async function experimentRecord(
  database: Database,
  experiment: Experiment,
): Promise<RecordOf<"experiment">> {
  const { id, name, project, lifecycle, createdAt, updatedAt } = experiment;
  const tags = await selectExperimentTags(database, id);
  return {
    type: "experiment",
    id: String(id),
    name,
    project,
    lifecycle,
    createdAt,
    updatedAt,
    tags: Object.fromEntries(tags.map(({ key, value }) => [key, value])),
  };
}

function runRecord(full: FullRun): RecordOf<"run"> {
  const { run, logged, inputs, texts } = full;
  return {
    type: "run",
    id: run.id,
    experiment: run.experiment,
    project: run.project,
    name: run.name,
    user: run.user,
    status: run.status === "LOST" ? "RUNNING" : run.status,
    lifecycle: run.lifecycle,
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    ...(run.lostAt === null ? {} : { lostAt: run.lostAt }),
    params: logged.params,
    tags: logged.tags,
    datasets: inputs.datasets.map(({ dataset, tags }) => ({
      name: dataset.name,
      digest: dataset.digest,
      sourceType: dataset.source_type,
      source: dataset.source,
      ...(dataset.schema === null ? {} : { schema: dataset.schema }),
      ...(dataset.profile === null ? {} : { profile: dataset.profile }),
      tags: Object.fromEntries(tags.map(({ key, value }) => [key, value])),
    })),
    modelInputs: [...inputs.models],
    modelOutputs: inputs.outputs.map(({ model, step }) => ({ id: model, step })),
    latest: Object.fromEntries(
      logged.summaries.map((s) => [s.key, jsonNumber(s.last_nan === 1 ? Number.NaN : s.last)]),
    ),
    recorded: {
      command: run.command === null ? null : [...run.command],
      folder: run.folder,
      commit: run.commit,
      branch: run.branch,
      dirty: run.dirty,
      notebook: run.notebook,
      exitCode: run.exitCode,
      data: run.data.map((used) => ({ ...used })),
    },
    ...(Object.keys(texts).length === 0 ? {} : { texts }),
  };
}

async function* pointRecords(
  database: Settled<Database>,
  full: FullRun,
): AsyncIterable<RecordOf<"points">> {
  const { run, logged, points } = full;
  for (const { key } of logged.summaries) {
    const blocks = points?.get(key) ?? (await pointsOf(database.aside, run.number, key));
    const { steps, times, values } = joined(blocks);
    for (let from = 0; from < steps.length; from += POINTS_MAX) {
      const points: RecordOf<"points">["points"] = [];
      for (let i = from; i < Math.min(from + POINTS_MAX, steps.length); i += 1)
        points.push([steps[i] as number, times[i] as number, jsonNumber(values[i] as number)]);
      yield { type: "points", run: run.id, key, points };
    }
  }
}
