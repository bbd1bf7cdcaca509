import { createHash } from "node:crypto";
import type { Tx } from "#ground/database";
import { fail } from "#ground/errors";
import { paramValue, tagValue } from "#ground/mlflow";
import { redactRecordedText, redactTag } from "#ground/redaction";
import type { ServerContext, StoreSettings } from "#ground/server";
import { type CarriedRecord, type Taken, taken } from "#ground/slice";
import { insertRecorded } from "../environment/index.ts";
import { ERRORS } from "../errors.ts";
import {
  dateDefault,
  type Experiment,
  makeExperiment,
  selectExperimentByName,
} from "../experiments/index.ts";
import {
  insertInput,
  insertModelInput,
  internDataset,
  upsertInputTag,
  upsertOutput,
} from "../inputs/index.ts";
import { logBatch } from "../log-batch.ts";
import { makeRun } from "../make-run.ts";
import { isOver } from "../model.ts";
import { addParam, addTag } from "../store/add-missing.ts";
import { internKey } from "../store/intern-key.ts";
import type { RunRecord } from "../store/run-columns.ts";
import { selectRun } from "../store/select-run.ts";
import { updateRunFact, updateRunState } from "../store/update-run.ts";
import { takeKept } from "./kept.ts";
import { withOdd } from "./odd-points.ts";
import { isKept, type RecordOf, type RunsRecord } from "./records.ts";
import { takeLoggedModel } from "./take-model.ts";

/**
 * Takes records in, in their order. Each is taken whole or, where it is refused, not at all, and the others go on. What
 * is there already stays as it is and gets what it lacks; the same records again change nothing.
 */
export async function takeRecords(
  context: ServerContext,
  given: readonly CarriedRecord[],
  project: string,
): Promise<readonly Taken[]> {
  const records = given as unknown as readonly RunsRecord[];
  // Writes asked for together share one commit, in this order. Points come when their runs are there.
  const first = await Promise.all(
    records.map((record) =>
      record.type === "points" ? undefined : taken(() => takeOne(context, record, project)),
    ),
  );
  const all = await Promise.all(
    records.map((record, i) =>
      record.type === "points" ? taken(() => takePoints(context, record)) : first[i],
    ),
  );
  context.events.publish("runs");
  return all as readonly Taken[];
}

function takeOne(
  context: ServerContext,
  record: Exclude<RunsRecord, { type: "points" }>,
  project: string,
): Promise<Taken> {
  const { database } = context;
  switch (record.type) {
    case "experiment":
      return database.write((tx) => takeExperiment(tx, context.settings, record, project));
    case "run":
      return database.write((tx) => takeRun(tx, context, record, project));
    case "logged-model":
      return database.write((tx) => takeLoggedModel(tx, context, record, project));
    default:
      return database.write((tx) => takeKept(tx, record, context.clock.now()));
  }
}

async function takePoints(context: ServerContext, record: RecordOf<"points">): Promise<Taken> {
  const run = await selectRun(context.database, record.run);
  // What lies in the trash stays as it is; that is said of its run.
  if (run?.lifecycle === "deleted") return { outcome: "same" };
  const kept = record.points.filter(([step, at]) => isKept(step, at));
  const metrics = kept.map(([step, timestamp, value]) => ({
    key: record.key,
    step,
    timestamp,
    value: Number(value),
  }));
  if (metrics.length > 0) await logBatch(context, record.run, { metrics });
  return withOdd(
    record.points.filter(([step, at]) => !isKept(step, at)),
    {
      of: `run ${record.run}: metric ${record.key}`,
      taken: { outcome: "more" },
    },
  );
}

async function takeExperiment(
  tx: Tx,
  settings: StoreSettings,
  record: RecordOf<"experiment">,
  project: string,
): Promise<Taken> {
  const { name, createdAt, updatedAt } = record;
  const found = await selectExperimentByName(tx, name);
  const there = Number(record.id);
  const wanted = Number.isSafeInteger(there) && there > 0 ? { id: there } : {};
  const own = record.project ?? project;
  const facts = { ...wanted, name, project: own, createdAt, updatedAt };
  const id = found?.id ?? (await makeExperiment(tx, settings, facts));
  const why = "id" in wanted ? `${there} was taken` : `${record.id} can't be one here`;
  const told = found === undefined ? `; ${why}` : ` and ${record.id} there`;
  const notes = id === there ? [] : [`experiment ${name} has the number ${id} here${told}`];
  const stays = staysActive(found, record);
  if (stays) notes.push(`experiment ${name} ${STAYS}`);
  const isDated = id === 0 && updatedAt > 0 && (await dateDefault(tx, record));
  let added = isDated ? 1 : 0;
  for (const [key, value] of Object.entries(record.tags))
    if (await addTag(tx, "experiment", id, key, value)) added += 1;
  const outcome = found === undefined ? "new" : added > 0 ? "more" : "same";
  return {
    outcome,
    ...(notes.length === 0 ? {} : { note: notes.join("; ") }),
    ...(stays ? { left: OUT_OF_TRASH } : {}),
  };
}

/** Whether it lies in the trash there alone: it was taken out of it here, or an import was broken off before it got there. */
function staysActive(here: { lifecycle: string } | undefined, there: { lifecycle: string }) {
  return there.lifecycle === "deleted" && here?.lifecycle === "active";
}
const STAYS = "lies in the trash there, and stays out of it here";
const OUT_OF_TRASH = { "things that stay out of the trash": 1 };

async function takeRun(
  tx: Tx,
  context: ServerContext,
  record: RecordOf<"run">,
  project: string,
): Promise<Taken> {
  const experiment = await selectExperimentByName(tx, record.experiment);
  if (experiment === undefined)
    throw fail(ERRORS, "RUNS_EXPERIMENT_NAME_UNKNOWN", { experiment: record.experiment });
  const found = await selectRun(tx, record.id);
  const number = found?.number ?? (await addRun(tx, context, record, { experiment, project }));
  const run = { number, project: found?.project ?? record.project ?? project, experiment };
  const params = await addParams(tx, number, record);
  let added = params.added + (await addInputs(tx, run, record));
  for (const [key, value] of Object.entries(record.tags))
    if (await addTag(tx, "run", number, key, tagValue(redactTag(key, value)))) added += 1;
  if (found === undefined) await recordTexts(tx, number, record);
  const ends = isOver(record.status) && !isOver(found?.status ?? "RUNNING");
  if (ends || (found === undefined && record.status !== "RUNNING")) {
    const exitCode = record.recorded?.exitCode ?? null;
    await updateRunState(tx, number, { status: record.status, endedAt: record.endedAt, exitCode });
    added += 1;
  }
  if (found === undefined && record.lostAt !== undefined)
    await updateRunFact(tx, number, "lostAt", record.lostAt);
  const outcome = found === undefined ? "new" : added > 0 ? "more" : "same";
  const odd = record.modelOutputs.filter(({ step }) => !Number.isSafeInteger(step));
  const notes = [
    ...params.notes,
    ...odd.map(
      ({ id, step }) => `run ${record.id}: the model ${id} has the step 0 here, ${step} there`,
    ),
    ...(found?.lifecycle === "deleted" && record.lifecycle === "active"
      ? [`run ${record.id} lies in the trash here, and gets no points and files there`]
      : []),
    ...(staysActive(found, record) ? [`run ${record.id} ${STAYS}`] : []),
  ];
  const left = staysActive(found, record) ? { left: OUT_OF_TRASH } : {};
  return notes.length === 0 ? { outcome } : { outcome, note: notes.join("; "), ...left };
}

async function recordTexts(tx: Tx, run: number, record: RecordOf<"run">): Promise<void> {
  for (const kind of ["environment", "patch"] as const) {
    const given = record.texts?.[kind];
    if (given === undefined) continue;
    const body = redactRecordedText(given);
    const hash = createHash("sha256").update(body).digest("hex");
    await insertRecorded(tx, run, { kind, hash, body });
  }
}

async function addRun(
  tx: Tx,
  context: ServerContext,
  record: RecordOf<"run">,
  given: { readonly experiment: Experiment; readonly project: string },
): Promise<number> {
  const { recorded, tags } = record;
  const { number } = await makeRun(tx, context, {
    id: record.id,
    experiment: given.experiment,
    project: record.project ?? given.project,
    name: record.name,
    user: record.user,
    status: "RUNNING",
    startedAt: record.startedAt,
    commit: recorded?.commit ?? tags["mlflow.source.git.commit"] ?? null,
    branch: recorded?.branch ?? tags["mlflow.source.git.branch"] ?? null,
    dirty: recorded?.dirty ?? false,
    command: recorded?.command ?? null,
    folder: recorded?.folder ?? null,
    notebook: recorded?.notebook ?? tags["fettle.notebook"] ?? null,
    data: (recorded?.data ?? []) as RunRecord["data"],
    origin: "imported",
    tags: [],
  });
  return number;
}

/** A parameter never changes: where the source has another value, the one that is here stays, and that is told. */
async function addParams(
  tx: Tx,
  number: number,
  record: RecordOf<"run">,
): Promise<{ added: number; notes: readonly string[] }> {
  let added = 0;
  const notes: string[] = [];
  for (const [key, given] of Object.entries(record.params)) {
    const value = paramValue(given);
    const done = await addParam(tx, number, await internKey(tx, key), value);
    if (done.added) added += 1;
    else if (done.kept !== value)
      notes.push(
        `run ${record.id}: parameter ${key} is ${done.kept.slice(0, 50)} here and ${value.slice(0, 50)} there`,
      );
  }
  return { added, notes };
}

async function addInputs(
  tx: Tx,
  run: { number: number; project: string; experiment: Experiment },
  record: RecordOf<"run">,
): Promise<number> {
  const { number, project, experiment } = run;
  let added = 0;
  for (const { tags, schema, profile, sourceType, ...dataset } of record.datasets) {
    const facts = {
      ...dataset,
      source_type: sourceType,
      schema: schema ?? null,
      profile: profile ?? null,
    };
    const id = await internDataset(tx, { project, experiment: experiment.id }, facts);
    if (await insertInput(tx, number, id, project)) added += 1;
    for (const [key, value] of Object.entries(tags))
      await upsertInputTag(tx, number, id, { key, value });
  }
  for (const id of record.modelInputs)
    if (await insertModelInput(tx, number, id, project)) added += 1;
  for (const { id, step } of record.modelOutputs)
    await upsertOutput(
      tx,
      number,
      { model: id, step: Number.isSafeInteger(step) ? step : 0 },
      project,
    );
  return added;
}
