import type { Tx } from "#ground/database";
import { fail } from "#ground/errors";
import { checkKey } from "#ground/mlflow";
import { redactRecord } from "#ground/redaction";
import type { ServerContext } from "#ground/server";
import { generatedName } from "#ground/words";
import type { StartRunBody } from "./api.ts";
import { describeRun } from "./describe-run.ts";
import { recordEnvironment } from "./environment/index.ts";
import { ERRORS } from "./errors.ts";
import { experimentNamed } from "./experiments/index.ts";
import { updateJoining } from "./joining/index.ts";
import { writeParams, writeTags } from "./log-batch.ts";
import { makeRun } from "./make-run.ts";
import { settle } from "./metrics/index.ts";
import type { Pair, StartedRun } from "./model.ts";
import { upsertChoices } from "./store/project-choices.ts";
import type { RunRecord } from "./store/run-columns.ts";
import { updateLostAfter } from "./store/seen.ts";
import { selectRun } from "./store/select-run.ts";
import { upsertTag } from "./store/upsert-tag.ts";

/** Starts a run that Fettle launched. Sent again with the same id and facts, it answers the run that is there. */
export async function startRun(
  context: ServerContext,
  given: StartRunBody,
  asker: string,
): Promise<StartedRun> {
  // Also here, for a client that is not Fettle's own; what was redacted stays as it is.
  const body = redactRecord(given);
  for (const key of Object.keys(body.params ?? {})) checkKey(key, "params");
  for (const key of Object.keys(body.tags ?? {})) checkKey(key, "tags");
  const run = await context.database.write(async (tx) => {
    const found = await selectRun(tx, body.id);
    if (found !== undefined) {
      if (!isSame(found, body)) throw fail(ERRORS, "RUNS_ID_TAKEN", { id: body.id });
      return found;
    }
    await addRun(tx, context, body, body.user ?? asker);
    return (await selectRun(tx, body.id)) as RunRecord;
  });
  const told = await describeRun(await settle(context), run);
  return body.launched === true ? { ...told, pass: context.passes.give(run.id) } : told;
}

async function addRun(
  tx: Tx,
  context: ServerContext,
  body: StartRunBody,
  user: string,
): Promise<void> {
  const at = body.startedAt;
  const experiment = await experimentNamed(tx, context.settings, {
    name: body.experiment,
    project: body.project,
    at,
  });
  const name = body.name?.trim() || generatedName();
  const { number } = await makeRun(tx, context, {
    id: body.id,
    experiment,
    project: body.project,
    name,
    user,
    status: "RUNNING",
    startedAt: at,
    commit: body.commit ?? null,
    branch: body.branch ?? null,
    dirty: body.dirty,
    command: body.command,
    folder: body.folder,
    notebook: body.notebook ?? null,
    data: body.data,
    origin: "live",
    tags: [],
  });
  if (body.launched === true) await updateJoining(tx, number, body.name?.trim() ? "named" : "open");
  if (body.lostAfterMs !== undefined) await updateLostAfter(tx, number, body.lostAfterMs);
  if (body.choices !== undefined) await upsertChoices(tx, body.project, body.choices);
  await recordEnvironment(tx, number, body);
  await writeParams(tx, { number, id: body.id }, pairs(body.params));
  await writeTags(tx, number, pairs(body.tags));
  // Past the limits on keys on purpose: a path may hold what MLflow's keys may not.
  for (const { key, value } of factTags(body, name, user)) await upsertTag(tx, number, key, value);
}

/** The run's facts as the tags by which MLflow's clients know them. */
function factTags(body: StartRunBody, name: string, user: string): Pair[] {
  const tags: Record<string, string | undefined> = {
    "mlflow.runName": name,
    "mlflow.user": user,
    "mlflow.source.name": body.command.join(" ").slice(0, 8000),
    "mlflow.source.type": "LOCAL",
    "mlflow.source.git.commit": body.commit,
    "mlflow.source.git.branch": body.branch,
    "fettle.project": body.project,
    "fettle.command": JSON.stringify(body.command).slice(0, 8000),
    "fettle.dirty": String(body.dirty),
    "fettle.notebook": body.notebook,
  };
  for (const { path, md5 } of body.data) tags[`fettle.data.${path}`] = md5;
  return Object.entries(tags).flatMap(([key, value]) =>
    value === undefined ? [] : [{ key, value }],
  );
}

function pairs(values: Readonly<Record<string, string>> | undefined): Pair[] {
  return Object.entries(values ?? {}).map(([key, value]) => ({ key, value }));
}

function isSame(run: RunRecord, body: StartRunBody): boolean {
  const facts = (of: RunRecord | StartRunBody) =>
    JSON.stringify([
      of.project,
      of.experiment,
      of.startedAt,
      of.command,
      of.folder,
      of.commit ?? null,
      of.dirty,
      of.notebook ?? null,
      of.data,
    ]);
  return facts(run) === facts(body);
}
