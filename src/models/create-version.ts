import { fail } from "#ground/errors";
import { newId } from "#ground/id";
import { compileRegex } from "#ground/regex";
import type { ServerContext } from "#ground/server";
import { readRunFacts } from "#runs";
import { modelsSettings } from "./config.ts";
import { ERRORS } from "./errors.ts";
import { makeVersion } from "./make-version.ts";
import { isPrompt } from "./model.ts";
import { requireModel } from "./read-version.ts";
import { noteVersions, resolveSource } from "./sources/index.ts";
import { adoptModel } from "./store/change-model.ts";

/** A version as MLflow's clients ask for it: of whatever place they name. */
export type VersionWish = {
  readonly name: string;
  readonly source: string;
  readonly runId: string | null;
  readonly modelId: string | null;
  readonly runLink: string;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly user: string;
};

/**
 * Makes the next version of a model that is there, of files wherever they lie; `registerVersion` is for those of a run.
 * Nothing is copied. Answers the version's number.
 */
export async function createVersion(context: ServerContext, wish: VersionWish): Promise<number> {
  const { name, source, tags } = wish;
  const prompt = isPrompt(tags);
  checkAllowed(context, source);
  const { database, settings } = context;
  const resolved = await resolveSource(database, settings, { ...wish, prompt });
  const { location, runId, modelId, copyOf } = resolved;
  const run = runId === null ? undefined : await readRunFacts(context.database, runId);
  const version = await context.database.write(async (tx) => {
    const model = await requireModel(tx, name);
    if (model.last_version === 0 && run !== undefined && model.project === "default")
      await adoptModel(tx, name, run.project);
    return makeVersion(tx, context, {
      ...wish,
      project: run?.project ?? model.project,
      source: resolved.source,
      runId,
      modelId,
      location,
      requestId: newId(),
      createdAt: context.clock.now(),
      origin: "live",
      ...(copyOf === undefined ? {} : { copyOf }),
    });
  });
  if (modelId !== null && !prompt) await noteVersions(context, modelId);
  return version;
}

/** Refuses a source that the store's settings don't allow. */
function checkAllowed(context: ServerContext, source: string): void {
  const allowed = context.settings.of(modelsSettings).sources;
  if (allowed === undefined || compileRegex(allowed).test(source)) return;
  const problem = "The settings of this server allow no such source.";
  throw fail(ERRORS, "MODELS_SOURCE_INVALID", { source: source.slice(0, 2048), problem });
}
