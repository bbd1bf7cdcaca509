import { fail } from "#ground/errors";
import type { ServerContext } from "#ground/server";
import { ERRORS } from "./errors.ts";
import { isWireName } from "./model.ts";
import { insertModel } from "./store/change-model.ts";
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
  const { name, tags } = model;
  if (!isWireName(name)) throw fail(ERRORS, "MODELS_NAME_INVALID", { name });
  await context.database.write(async (tx) => {
    if ((await selectModel(tx, name)) !== undefined) throw fail(ERRORS, "MODELS_EXISTS", { name });
    await insertModel(tx, { ...model, at: context.clock.now() });
    await clearModelTags(tx, name);
    for (const [key, value] of Object.entries(tags))
      await putTag(tx, { name, version: 0, key, value });
    await announceModel(tx, context, model);
    tx.afterCommit(() => context.events.publish(`models/${name}`));
  });
}
