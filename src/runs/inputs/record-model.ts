import { isDeepStrictEqual } from "node:util";
import { fail } from "#ground/errors";
import { MLFLOW_ERRORS } from "#ground/mlflow";
import type { ServerContext } from "#ground/server";
import { selectActiveRun } from "../store/select-active-run.ts";
import { selectTag, upsertTag } from "../store/upsert-tag.ts";

/** The tag in which MLflow 2 keeps what was logged as a model, as a list of JSON. */
const HISTORY = "mlflow.log-model.history";
const NEEDED = ["artifact_path", "flavors", "utc_time_created", "run_id"];
const KEPT = ["run_id", "utc_time_created", "artifact_path", "model_uuid"];

/**
 * Adds a model of MLflow 2, given as the JSON of its MLmodel, to the run's tag of such models. The same one again
 * changes nothing. The tag may be longer than others, since cut JSON would be none.
 */
export async function recordModel(context: ServerContext, id: string, json: string): Promise<void> {
  const entry = entryOf(json);
  await context.database.write(async (tx) => {
    const run = await selectActiveRun(tx, id);
    const before = listOf(await selectTag(tx, run, HISTORY));
    if (before.some((one) => isDeepStrictEqual(one, entry))) return;
    await upsertTag(tx, run, HISTORY, JSON.stringify([...before, entry]).toWellFormed());
    tx.afterCommit(() => context.events.publish(`runs/${id}`));
  });
}

function entryOf(json: string): object {
  const model = parsed(json);
  if (typeof model !== "object" || model === null || Array.isArray(model))
    throw refused(`Malformed model info. \n ${json.slice(0, 500)} \n is not a valid JSON.`);
  const missing = NEEDED.filter((key) => !Object.hasOwn(model, key));
  if (missing.length > 0)
    throw refused(`Model json is missing mandatory fields: ${missing.join(", ")}`);
  const facts = model as Readonly<Record<string, unknown>>;
  const entry: Record<string, unknown> = {};
  for (const key of KEPT) if (Object.hasOwn(facts, key)) entry[key] = facts[key];
  const flavors = Object.entries((facts["flavors"] ?? {}) as object);
  entry["flavors"] = Object.fromEntries(
    flavors.map(([name, flavor]) => [name, withoutConfig(flavor)]),
  );
  return entry;
}

function withoutConfig(flavor: unknown): unknown {
  if (typeof flavor !== "object" || flavor === null || Array.isArray(flavor)) return flavor;
  return Object.fromEntries(Object.entries(flavor).filter(([key]) => key !== "config"));
}

/** What the tag holds; somebody may have set it to something else, which is then replaced. */
function listOf(text: string | undefined): unknown[] {
  const list = text === undefined ? [] : parsed(text);
  return Array.isArray(list) ? list : [];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refused(problem: string): Error {
  return fail(MLFLOW_ERRORS, "VALUE_INVALID", { problem });
}
