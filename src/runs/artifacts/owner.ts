import { fail } from "#ground/errors";
import type { ServerContext } from "#ground/server";
import { artifactUri } from "../describe-run.ts";
import { ERRORS } from "../errors.ts";
import { selectModelPlace } from "../store/select-model-place.ts";
import { selectRun } from "../store/select-run.ts";
import { type Place, placeAt } from "./place.ts";

/** Whose an artifact is. */
export type Owner = {
  readonly kind: "run" | "model";
  readonly id: string;
  readonly project: string;
  readonly lifecycle: "active" | "deleted";
  /** The path of all its artifacts in the store. */
  readonly root: string;
};

const ID = /^[A-Za-z0-9][\w-]{0,255}$/;
const EXPERIMENT = /^\d+$/;

/**
 * The run or the logged model that a path in this server's own folder belongs to: found among the records by the id
 * before `artifacts`, never taken from the path. `undefined` for a path of nobody's, which MLflow's artifact proxy takes
 * as well. Below an experiment's number everything has an owner: RUNS_UNKNOWN where there is none.
 */
export async function ownerOf(context: ServerContext, place: Place): Promise<Owner | undefined> {
  const parts = place.path.split("/");
  for (const [i, part] of parts.entries()) {
    const id = parts[i - 1];
    if (part !== "artifacts" || id === undefined || !ID.test(id)) continue;
    const found = await recordOf(context, id);
    if (found !== undefined && rootOf(context, found.uri) === parts.slice(0, i + 1).join("/"))
      return { ...found, root: parts.slice(0, i + 1).join("/") };
  }
  const [experiment = "", kind, id] = parts;
  if (!EXPERIMENT.test(experiment)) return undefined;
  // Traces have no records yet; their files are taken for the client's sake.
  if (kind === "traces" && parts[3] === "artifacts") return undefined;
  if (kind === "models" && id !== undefined)
    throw fail(ERRORS, "RUNS_ARTIFACT_UNKNOWN", { path: place.path });
  throw fail(ERRORS, "RUNS_UNKNOWN", { ref: kind ?? "" });
}

async function recordOf(
  context: ServerContext,
  id: string,
): Promise<(Omit<Owner, "root"> & { readonly uri: string }) | undefined> {
  const run = await selectRun(context.database, id);
  if (run !== undefined)
    return {
      kind: "run",
      id,
      project: run.project,
      lifecycle: run.lifecycle,
      uri: artifactUri(run),
    };
  const model = await selectModelPlace(context.database, id);
  if (model === undefined) return undefined;
  return { kind: "model", id, ...model };
}

function rootOf(context: ServerContext, uri: string): string | undefined {
  try {
    const place = placeAt(context, uri);
    return place.own ? place.path : undefined;
  } catch {
    return undefined;
  }
}
