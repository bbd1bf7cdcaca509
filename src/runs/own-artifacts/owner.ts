import { ARTIFACT_ERRORS, type Owner, type OwnerAsked, placeAt } from "#artifacts";
import type { Reader } from "#ground/database";
import { fail } from "#ground/errors";
import type { ServerContext, StoreSettings } from "#ground/server";
import { ERRORS } from "../errors.ts";
import { selectModelPlace } from "../store/select-model-place.ts";
import { selectRun } from "../store/select-run.ts";
import type { Lifecycle } from "../store/tables.ts";
import { modelUri, runUri } from "./location.ts";

const ID = /^[A-Za-z0-9][\w-]{0,255}$/;
const EXPERIMENT = /^\d+$/;

/** Fills the hook `artifactOwner`: the run or the logged model. */
export function ownArtifacts(
  asked: OwnerAsked,
  context: ServerContext,
): Promise<Owner | undefined> {
  return "id" in asked ? ownerById(context, asked.id) : ownerAt(context, asked.path);
}

/**
 * The owner of a path in this server's own folder: found among the records by the id before `artifacts`. Below an
 * experiment's number everything has an owner: RUNS_UNKNOWN where there is none.
 */
async function ownerAt(context: ServerContext, path: string): Promise<Owner | undefined> {
  const parts = path.split("/");
  for (const [i, part] of parts.entries()) {
    const id = parts[i - 1];
    if (part !== "artifacts" || id === undefined || !ID.test(id)) continue;
    const found = await ownerById(context, id);
    if (found?.root === parts.slice(0, i + 1).join("/")) return found;
  }
  const [experiment = "", kind, id] = parts;
  if (!EXPERIMENT.test(experiment)) return undefined;
  // Traces have no records yet; their files are taken for the client's sake.
  if (kind === "traces" && parts[3] === "artifacts") return undefined;
  if (kind === "models" && id !== undefined)
    throw fail(ARTIFACT_ERRORS, "ARTIFACTS_UNKNOWN", { path });
  throw fail(ERRORS, "RUNS_UNKNOWN", { ref: kind ?? "" });
}

async function ownerById(context: ServerContext, id: string): Promise<Owner | undefined> {
  const run = await selectRun(context.database, id);
  if (run !== undefined) {
    const { project, lifecycle } = run;
    const owner = { id, project, uri: runUri(context.settings, run) };
    return { ...ownerIn(context, owner, lifecycle), topic: `runs/${id}` };
  }
  const model = await selectModelPlace(context.database, id);
  if (model === undefined) return undefined;
  const { project, lifecycle } = model;
  return ownerIn(context, { id, project, uri: modelUri(context.settings, model) }, lifecycle);
}

/** Where clients are told that a run's artifacts are; `undefined` where there is no such run. */
export async function runPlace(db: Reader, settings: StoreSettings, id: string) {
  const run = await selectRun(db, id);
  return run && runUri(settings, run);
}

function ownerIn(
  context: ServerContext,
  owner: Pick<Owner, "id" | "project" | "uri">,
  lifecycle: Lifecycle,
): Owner {
  const root = rootOf(context, owner.uri);
  if (lifecycle === "active") return { ...owner, root };
  return {
    ...owner,
    root,
    closed: () => fail(ERRORS, "RUNS_DELETED", { id: owner.id, lifecycle }),
  };
}

function rootOf(context: ServerContext, uri: string): string | undefined {
  try {
    const place = placeAt(context, uri);
    return place.own ? place.path : undefined;
  } catch {
    return undefined;
  }
}
