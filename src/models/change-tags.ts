import type { Tx } from "#ground/database";
import { fail } from "#ground/errors";
import { checkKey } from "#ground/mlflow";
import type { ServerContext } from "#ground/server";
import { ERRORS } from "./errors.ts";
import { requireModel, requireVersionRow } from "./read-version.ts";
import { putTag, removeTagRow } from "./store/tags.ts";
import { announceTag } from "./webhooks/index.ts";

const KEY_MAX = 250;
const VALUE_MAX = 100_000;

/** A model (version 0) or a version of it. */
type Which = { readonly name: string; readonly version: number };

/** Sets a tag; an earlier value of the same key is replaced. */
export async function setTag(
  context: ServerContext,
  which: Which,
  key: string,
  value: string,
): Promise<void> {
  checkTag(key, value);
  await change(context, which, async (tx) => {
    await putTag(tx, { ...which, key, value });
    await announceTag(tx, context, { ...which, key, value });
  });
}

/** Removes a tag; one that is not there is removed already. */
export async function removeTag(context: ServerContext, which: Which, key: string): Promise<void> {
  checkTag(key, "");
  await change(context, which, async (tx) => {
    const removed = await removeTagRow(tx, which, key);
    if (removed) await announceTag(tx, context, { ...which, key, value: undefined });
  });
}

/** Sets tags, and removes those whose value is null. */
export async function changeTags(
  context: ServerContext,
  which: Which,
  tags: Readonly<Record<string, string | null>>,
): Promise<void> {
  for (const [key, value] of Object.entries(tags))
    if (value === null) await removeTag(context, which, key);
    else await setTag(context, which, key, value);
}

/** Refuses a key or a value that MLflow would not take. */
export function checkTag(key: string, value: string): void {
  checkKey(key, "key");
  const problem =
    key.length > KEY_MAX
      ? `'key' exceeds the maximum length of ${KEY_MAX} characters`
      : value.length > VALUE_MAX
        ? `'value' exceeds the maximum length of ${VALUE_MAX} characters`
        : undefined;
  if (problem !== undefined) throw fail(ERRORS, "MODELS_VALUE_INVALID", { problem });
}

async function change(
  context: ServerContext,
  { name, version }: Which,
  work: (tx: Tx) => Promise<void>,
): Promise<void> {
  await context.database.write(async (tx) => {
    if (version === 0) await requireModel(tx, name);
    else await requireVersionRow(tx, name, version);
    await work(tx);
    tx.afterCommit(() => context.events.publish(`models/${name}`));
  });
}
