import { deleteTrashedAt, deleteTrashedOf, trashedPath } from "#artifacts";
import type { Tx } from "#ground/database";
import { fail } from "#ground/errors";
import type { ServerContext } from "#ground/server";
import { forgetThing } from "#lineage";
import { ERRORS } from "../errors.ts";
import { forgetPoints, settle } from "../metrics/index.ts";
import { runsPurged } from "../runs-purged.ts";
import {
  deleteExperiment,
  deleteModel,
  deleteRun,
  insertPurge,
  type OpenPurge,
  type PurgedModel,
  selectModelsIn,
  selectModelsOf,
} from "../store/purge.ts";
import {
  selectExpiredRuns,
  selectRunsOf,
  selectTrashedExperiment,
  selectTrashedExperiments,
  selectTrashedRun,
  type TrashedExperiment,
  type TrashedRun,
} from "../store/trashed.ts";
import { deleteExpiredViews } from "../views/index.ts";
import { finishPurge } from "./finish-purge.ts";
import { isExperimentId, type Purged } from "./model.ts";
import { bytesOf, placeOf, tracePlaces } from "./places.ts";
import { heldText, holdersOf } from "./run-held.ts";

const DAY_MS = 24 * 3_600_000;
/** Runs a write: few enough that nobody who logs meanwhile has to wait for long. */
const PIECE = 25;

const NOTHING: Purged = { runs: 0, experiments: 0, bytes: 0 };

/**
 * Removes runs and experiments in the trash for good: records, points, lineage and files, also those that lie in the trash
 * of artifacts. RUNS_HELD where somebody refers to one of them, RUNS_NOT_TRASHED where one lies elsewhere; then nothing is
 * removed. What is removed is written down with the records, and then the files go: a server that was killed meanwhile
 * finishes it when it starts.
 */
export async function purge(context: ServerContext, ids: readonly string[]): Promise<Purged> {
  const { database } = context;
  const runs: TrashedRun[] = [];
  const experiments: TrashedExperiment[] = [];
  for (const id of ids) {
    const found = isExperimentId(id)
      ? await selectTrashedExperiment(database, Number(id))
      : await selectTrashedRun(database, id);
    if (found === undefined) throw fail(ERRORS, "RUNS_NOT_TRASHED", { ref: id });
    if (isRun(found)) runs.push(found);
    else experiments.push(found);
  }
  if (experiments.some((one) => one.id === 0)) throw fail(ERRORS, "RUNS_DEFAULT_KEPT", undefined);
  const inside = await Promise.all(experiments.map((one) => selectRunsOf(database, one.id)));
  const held = await holdersOfAll(context, [...runs, ...inside.flat()], experiments);
  if (held.size > 0) throw fail(ERRORS, "RUNS_HELD", { held: heldText(held) });
  let purged = await purgeRuns(context, runs);
  for (const [i, one] of experiments.entries())
    purged = add(purged, await purgeExperiment(context, one, inside[i] as TrashedRun[]));
  context.events.publish("runs");
  return purged;
}

/** Purges what has lain in the trash for longer than the settings say. What somebody refers to stays. */
export async function purgeExpired(context: ServerContext): Promise<Purged> {
  const { trashDays } = context.settings;
  if (trashDays === 0) return NOTHING;
  const before = context.clock.now() - trashDays * DAY_MS;
  const { database } = context;
  let purged = NOTHING;
  for (const one of await selectTrashedExperiments(database)) {
    if (one.deleted_at >= before || one.id === 0) continue;
    const runs = await selectRunsOf(database, one.id);
    if ((await holdersOfAll(context, runs, [one])).size === 0)
      purged = add(purged, await purgeExperiment(context, one, runs));
  }
  const runs = await selectExpiredRuns(database, before);
  const free: TrashedRun[] = [];
  for (const run of runs) if ((await holdersOfAll(context, [run], [])).size === 0) free.push(run);
  purged = add(purged, await purgeRuns(context, free));
  await database.write((tx) => deleteExpiredViews(tx, before));
  if (purged.runs + purged.experiments > 0) {
    context.log.info("trash purged", { ...purged });
    context.events.publish("runs");
  }
  return purged;
}

function isRun(found: TrashedRun | TrashedExperiment): found is TrashedRun {
  return "number" in found;
}

function add(a: Purged, b: Purged): Purged {
  return {
    runs: a.runs + b.runs,
    experiments: a.experiments + b.experiments,
    bytes: a.bytes + b.bytes,
  };
}

/** Who holds these runs, or the logged models that would go with them. */
async function holdersOfAll(
  context: ServerContext,
  runs: readonly TrashedRun[],
  experiments: readonly TrashedExperiment[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const models: PurgedModel[] = [];
  for (const run of runs) models.push(...(await selectModelsOf(context.database, run)));
  for (const one of experiments) models.push(...(await selectModelsIn(context.database, one.id)));
  const ids = new Set([...runs, ...models].map((one) => one.id));
  return holdersOf(context, [...ids]);
}

async function purgeRuns(context: ServerContext, runs: readonly TrashedRun[]): Promise<Purged> {
  // A point that still waits would come back, under a number that another run may have by then.
  await settle(context);
  let bytes = 0;
  for (let at = 0; at < runs.length; at += PIECE) {
    const piece: Leaving[] = [];
    for (const run of runs.slice(at, at + PIECE)) {
      const models = await selectModelsOf(context.database, run);
      const places = placesOf(run, models);
      let size = 0;
      for (const place of places) size += await bytesOf(context, place);
      piece.push({ run, models, places, size });
    }
    const open = await context.database.write(async (tx) => {
      const written: WrittenPurge[] = [];
      for (const one of piece) written.push(await purgeRecords(tx, context, one));
      return written;
    });
    for (const one of open) {
      bytes += one.bytes;
      await finishPurge(context, one);
    }
  }
  return { runs: runs.length, experiments: 0, bytes };
}

type Leaving = {
  readonly run: TrashedRun;
  readonly models: readonly PurgedModel[];
  readonly places: readonly string[];
  readonly size: number;
};

type WrittenPurge = OpenPurge & { readonly bytes: number };

async function purgeRecords(
  tx: Tx,
  context: ServerContext,
  { run, models, places: own, size }: Leaving,
): Promise<WrittenPurge> {
  const trashed = await deleteTrashedOf(tx, [run.id, ...models.map((model) => model.id)]);
  const places = [...own, ...trashed.map((one) => trashedPath(one.id))];
  const bytes = trashed.reduce((sum, one) => sum + one.bytes, size);
  const number = await insertPurge(tx, {
    kind: "run",
    id: run.id,
    name: run.name,
    project: run.project,
    experiment: run.experiment_name,
    status: run.status,
    bytes,
    places,
    at: context.clock.now(),
  });
  for (const model of models) await deleteModel(tx, model.number);
  await forgetPoints(tx, run.number);
  await deleteRun(tx, run.number);
  for (const forget of context.hooks.of(runsPurged)) await forget(tx, [run.id]);
  await forgetThing(tx, { kind: "run", id: run.id });
  return { number, places, bytes };
}

async function purgeExperiment(
  context: ServerContext,
  one: TrashedExperiment,
  runs: readonly TrashedRun[],
): Promise<Purged> {
  const purged = await purgeRuns(context, runs);
  const models = await selectModelsIn(context.database, one.id);
  const own = models.flatMap((model) => placeOf(model, "model") ?? []);
  let size = 0;
  for (const place of own) size += await bytesOf(context, place);
  own.push(...(await tracePlaces(context, one.id)));
  const open = await context.database.write(async (tx) => {
    const trashed = [
      ...(await deleteTrashedOf(
        tx,
        models.map((model) => model.id),
      )),
      ...(await deleteTrashedAt(tx, String(one.id))),
    ];
    const places = [...own, ...trashed.map(({ id }) => trashedPath(id)), String(one.id)];
    const bytes = trashed.reduce((sum, each) => sum + each.bytes, size);
    const number = await insertPurge(tx, {
      kind: "experiment",
      id: String(one.id),
      name: one.name,
      project: one.project,
      experiment: one.name,
      status: null,
      bytes,
      places,
      at: context.clock.now(),
    });
    for (const model of models) await deleteModel(tx, model.number);
    await deleteExperiment(tx, one.id);
    return { number, places, bytes };
  });
  await finishPurge(context, open);
  return add(purged, { runs: 0, experiments: 1, bytes: open.bytes });
}

function placesOf(run: TrashedRun, models: readonly PurgedModel[]): string[] {
  return [placeOf(run), ...models.map((model) => placeOf(model, "model"))].filter(
    (place) => place !== undefined,
  );
}
