import { listArtifacts, type Owner, ownerOf } from "#artifacts";
import type { Reader } from "#ground/database";
import { fail } from "#ground/errors";
import type { ServerContext } from "#ground/server";
import { findRunFacts, runPlace, settle } from "#runs";
import type { RegisterBody } from "./api.ts";
import { makeModel } from "./create-model.ts";
import { ERRORS } from "./errors.ts";
import { makeVersion, type WantedVersion } from "./make-version.ts";
import { isModelName, type ModelVersion } from "./model.ts";
import { requireVersion } from "./read-version.ts";
import { namesOf } from "./sources/index.ts";
import { selectModel } from "./store/select-models.ts";
import { selectVersionOfRequest } from "./store/select-versions.ts";

/** As many names as a message can show. */
const NAMES_MAX = 20;

/** Makes what a finished run stored the next version of a model. The same request again gives the same version. */
export async function registerVersion(
  context: ServerContext,
  name: string,
  body: RegisterBody,
  user: string,
): Promise<ModelVersion> {
  if (!isModelName(name)) throw fail(ERRORS, "MODELS_NAME_INVALID", { name });
  const made = await madeBefore(context.database, name, body);
  if (made !== undefined) return requireVersion(await settle(context), name, made);
  const origin = await originOf(context, body);
  const at = context.clock.now();
  const wanted: WantedVersion = {
    name,
    ...origin,
    modelId: null,
    runLink: "",
    description: body.description ?? "",
    user,
    requestId: body.requestId,
    createdAt: at,
    tags: {},
    origin: "live",
  };
  const version = await context.database.write(async (tx) => {
    const meanwhile = await madeBefore(tx, name, body);
    if (meanwhile !== undefined) return meanwhile;
    if ((await selectModel(tx, name)) === undefined) {
      const { project } = wanted;
      await makeModel(tx, context, {
        name,
        project,
        description: "",
        at,
        tags: {},
        origin: "live",
      });
    }
    return makeVersion(tx, context, wanted);
  });
  return requireVersion(await settle(context), name, version);
}

/** The version that the same request has made; MODELS_REQUEST_REUSED where it was another request with its id. */
async function madeBefore(
  db: Reader,
  name: string,
  body: RegisterBody,
): Promise<number | undefined> {
  const before = await selectVersionOfRequest(db, body.requestId);
  if (before === undefined) return undefined;
  const { runId } = body;
  const same =
    before.name === name &&
    before.description === (body.description ?? "") &&
    `${before.source}/`.endsWith(`/${pathOf(body)}/`) &&
    // A name or the start of an id may mean another run by now; a whole id may not.
    (runId === undefined || !/^[0-9a-f]{32}$/.test(runId) || runId === before.run_id);
  if (same) return before.version;
  const { requestId } = body;
  throw fail(ERRORS, "MODELS_REQUEST_REUSED", {
    requestId,
    name: before.name,
    version: before.version,
  });
}

type Origin = Pick<WantedVersion, "project" | "runId" | "source" | "location">;

/** The files that become the version; they must be there, and a run must have ended well. */
async function originOf(context: ServerContext, body: RegisterBody): Promise<Origin> {
  const path = pathOf(body);
  if (body.runId === undefined) {
    const source = `mlflow-artifacts:/${path}`;
    if (path !== "") await refuseOwned(context, path);
    if (path === "" || (await namesOf(context, source)).length === 0)
      throw fail(ERRORS, "MODELS_SOURCE_MISSING", {});
    return { project: body.project, runId: null, source, location: source };
  }
  const run = await findRunFacts(context.database, body.runId, body.project);
  if (run.status !== "FINISHED")
    throw fail(ERRORS, "MODELS_RUN_UNFINISHED", { run: run.id, status: run.status });
  const root = (await runPlace(context.database, context.settings, run.id)) ?? run.artifactUri;
  const source = path === "" ? root : `${root}/${path}`;
  if ((await namesOf(context, source)).length === 0) {
    const has = (await namesOf(context, root)).slice(0, NAMES_MAX).join(", ");
    throw fail(ERRORS, "MODELS_FILES_MISSING", {
      run: run.id,
      path,
      has: has === "" ? "none" : has,
    });
  }
  return { project: run.project, runId: run.id, source, location: source };
}

/** Files without a run must be nobody's: those of a run or a logged model come with its name, metrics and lineage, or not at all. */
async function refuseOwned(context: ServerContext, path: string): Promise<void> {
  const owner = (await ownerOf({ path }, context)) ?? (await ownerBelow(context, path));
  if (owner === undefined) return;
  throw fail(ERRORS, "MODELS_SOURCE_INVALID", {
    source: `mlflow-artifacts:/${path}`,
    problem: `These are files of ${owner.id}, which must be named: a run by runId, a logged model by models:/ID and MLflow's client.`,
  });
}

/** The first owner of a place below a folder: experiments may have places of their own there. */
async function ownerBelow(context: ServerContext, path: string): Promise<Owner | undefined> {
  for (const entry of await listArtifacts(context, `mlflow-artifacts:/${path}`)) {
    if (!entry.folder) continue;
    const inside = `${path}/${entry.path.slice(entry.path.lastIndexOf("/") + 1)}`;
    const owner = inside.endsWith("/artifacts")
      ? await ownerOf({ path: inside }, context)
      : undefined;
    const found = owner ?? (await ownerBelow(context, inside));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The folder or file asked for, spelled in one way: without slashes around it and without `.`; empty for all that a run stored. */
function pathOf(body: RegisterBody): string {
  const path = body.artifactPath ?? (body.runId === undefined ? "" : "model");
  return path
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
}
