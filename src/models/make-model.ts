import type { Tx } from "#ground/database";
import type { ServerContext } from "#ground/server";
import { insertModel } from "./store/change-model.ts";
import type { Origin } from "./store/insert-version.ts";
import { clearModelTags, putTag } from "./store/tags.ts";
import { announceModel } from "./webhooks/index.ts";

/** A model to be. */
export type WantedModel = {
  readonly name: string;
  readonly project: string;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly at: number;
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
