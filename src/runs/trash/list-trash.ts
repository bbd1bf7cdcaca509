import type { ServerContext } from "#ground/server";
import {
  countTrashedRuns,
  selectRunsOf,
  selectTrashedExperiments,
  selectTrashedRuns,
  selectUnmeasured,
  type TrashedExperiment,
  type TrashedRun,
  updateTrashBytes,
} from "../store/trashed.ts";
import type { TrashItem, TrashList } from "./model.ts";
import { bytesOf, placeOf } from "./places.ts";
import { holdersOf } from "./run-held.ts";

const DAY_MS = 24 * 3_600_000;
/** As many are measured while somebody waits for the list; the rest is measured in the background. */
const MEASURED_AT_ONCE = 100;
/** Who holds the runs of an experiment is asked of as many of them. */
const HELD_MAX = 1000;

/** What lies in the trash, the latest first, with sizes, the time of its purge, and what holds it. */
export async function listTrash(context: ServerContext, limit: number): Promise<TrashList> {
  await measure(context, MEASURED_AT_ONCE);
  const experiments = await selectTrashedExperiments(context.database);
  const runs = await selectTrashedRuns(context.database, limit);
  const { total, bytes } = await countTrashedRuns(context.database);
  const held = await holdersOf(
    context,
    runs.map((run) => run.id),
  );
  const items = [
    ...(await Promise.all(experiments.map((one) => experimentItem(context, one)))),
    ...runs.map((run) => runItem(context, run, held.get(run.id) ?? [])),
  ];
  items.sort((a, b) => b.deletedAt - a.deletedAt);
  return {
    items: items.slice(0, limit),
    total: total + experiments.length,
    bytes: bytes + experiments.reduce((sum, one) => sum + one.bytes, 0),
  };
}

/** Measures runs in the trash that nobody has measured, at most so many; how many these were. */
export async function measure(context: ServerContext, limit: number): Promise<number> {
  const runs = await selectUnmeasured(context.database, limit);
  const sizes: { run: number; bytes: number }[] = [];
  for (const run of runs) {
    const place = placeOf(run);
    sizes.push({
      run: run.number,
      bytes: place === undefined ? 0 : await bytesOf(context, place),
    });
  }
  if (sizes.length > 0)
    await context.database.write(async (tx) => {
      for (const { run, bytes } of sizes) await updateTrashBytes(tx, run, bytes);
    });
  return runs.length;
}

function runItem(
  context: ServerContext,
  run: TrashedRun,
  referencedBy: readonly string[],
): TrashItem {
  return {
    kind: "run",
    id: run.id,
    name: run.name,
    experiment: run.experiment_name,
    project: run.project,
    runs: 1,
    bytes: run.trash_bytes,
    deletedAt: run.deleted_at,
    purgeAt: purgeAt(context, run.deleted_at),
    referencedBy,
  };
}

async function experimentItem(context: ServerContext, one: TrashedExperiment): Promise<TrashItem> {
  const runs = await selectRunsOf(context.database, one.id);
  const held = await holdersOf(
    context,
    runs.slice(0, HELD_MAX).map((run) => run.id),
  );
  return {
    kind: "experiment",
    id: String(one.id),
    name: one.name,
    experiment: one.name,
    project: one.project,
    runs: one.runs,
    bytes: one.unknown > 0 ? null : one.bytes,
    deletedAt: one.deleted_at,
    purgeAt: purgeAt(context, one.deleted_at),
    referencedBy: [...new Set([...held.values()].flat())].sort(),
  };
}

function purgeAt(context: ServerContext, deletedAt: number): number | null {
  const { trashDays } = context.settings;
  return trashDays === 0 ? null : deletedAt + trashDays * DAY_MS;
}
