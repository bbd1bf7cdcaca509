import { fail } from "#ground/errors";
import type { ServerContext } from "#ground/server";
import { ERRORS } from "./errors.ts";
import { makeModel } from "./make-model.ts";
import { isWireName } from "./model.ts";
import { selectModel } from "./store/select-models.ts";

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
