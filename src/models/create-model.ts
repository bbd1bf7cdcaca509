import type { Tx } from "#ground/database";
import { fail } from "#ground/errors";
import type { ServerContext } from "#ground/server";
import { ERRORS } from "./errors.ts";
import { isWireName } from "./model.ts";
import { insertModel } from "./store/change-model.ts";
import type { Origin } from "./store/insert-version.ts";
import { selectModel } from "./store/select-models.ts";
import { clearModelTags, putTag } from "./store/tags.ts";
import { announceModel } from "./webhooks/index.ts";

/**
 * Makes a model without versions. The name of a deleted one is free, but its numbers are not given out again. Answers
 * MODELS_EXISTS where it is there.
 */
export async function createModel(
  context: ServerContext,
  model: {
    readonly name: string;
    readonly project: string;
    readonly description: string;
    readonly tags: Readonly<Record<string, string>>;
  },
): Promise<void> {
  const { name } = model;
  if (!isWireName(name)) throw fail(ERRORS, "MODELS_NAME_INVALID", { name });
  await context.database.write(async (tx) => {
    if ((await selectModel(tx, name)) !== undefined) throw fail(ERRORS, "MODELS_EXISTS", { name });
    await makeModel(tx, context, { ...model, at: context.clock.now(), origin: "live" });
    tx.afterCommit(() => context.events.publish(`models/${name}`));
  });
}

/** A model to be. */
export type WantedModel = {
  readonly name: string;
  readonly project: string;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly at: number;
  /** When it was last changed, of one that was made elsewhere. */
  readonly updatedAt?: number;
  readonly origin: Origin;
};

/**
 * Makes a model without versions, whoever asks for it; none of its name may be there. One that was deleted left its name
 * free, but its numbers are not given out again. Webhooks hear of it but where an import brings it.
 */
export async function makeModel(tx: Tx, context: ServerContext, model: WantedModel): Promise<void> {
  const { name, tags } = model;
  await insertModel(tx, model);
  await clearModelTags(tx, name);
  for (const [key, value] of Object.entries(tags))
    await putTag(tx, { name, version: 0, key, value });
  if (model.origin === "live") await announceModel(tx, context, model);
}
