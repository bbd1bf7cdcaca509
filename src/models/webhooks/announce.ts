import type { Tx } from "#ground/database";
import { newId } from "#ground/id";
import type { ServerContext } from "#ground/server";
import { isPrompt, PROMPT_TAG } from "../model.ts";
import { countWaiting, insertDelivery } from "../store/deliveries.ts";
import { selectTags } from "../store/tags.ts";
import { selectHearing } from "../store/webhooks.ts";
import { sender } from "./deliver.ts";
import { bodyOf, type Happening } from "./happening.ts";

/** A webhook whose receiver is away for long loses what comes after so many. */
const WAITING_MAX = 1000;

/** Tells of a model or a prompt that was made. */
export async function announceModel(
  tx: Tx,
  context: ServerContext,
  model: { name: string; description: string; tags: Readonly<Record<string, string>> },
): Promise<void> {
  const { name, description, tags } = model;
  const prompt = isPrompt(tags);
  await announce(tx, context, {
    entity: prompt ? "prompt" : "registered_model",
    action: "created",
    data: { name, tags: prompt ? withoutMarks(tags) : tags, description },
  });
}

/** Tells of a version of a model or a prompt that was made. */
export async function announceVersion(
  tx: Tx,
  context: ServerContext,
  made: {
    name: string;
    version: number;
    source: string;
    runId: string | null;
    description: string;
    tags: Readonly<Record<string, string>>;
  },
): Promise<void> {
  const { name, source, runId, tags } = made;
  const version = String(made.version);
  const description = made.description || null;
  if (isPrompt(tags)) {
    const template = tags[PROMPT_TEXT] ?? null;
    const data = { name, version, template, tags: withoutMarks(tags), description };
    await announce(tx, context, { entity: "prompt_version", action: "created", data });
    return;
  }
  const data = { name, version, source, run_id: runId, tags, description };
  await announce(tx, context, { entity: "model_version", action: "created", data });
}

/** Tells of a tag that was set, or removed where `value` is undefined. Nobody can ask for tags of whole models. */
export async function announceTag(
  tx: Tx,
  context: ServerContext,
  tag: { name: string; version: number; key: string; value: string | undefined },
): Promise<void> {
  const { name, version, key, value } = tag;
  const prompt = await isPromptName(tx, name);
  if (version === 0 && !prompt) return;
  const kind = version === 0 ? "prompt_tag" : prompt ? "prompt_version_tag" : "model_version_tag";
  const data = {
    name,
    ...(version === 0 ? {} : { version: String(version) }),
    key,
    ...(value === undefined ? {} : { value }),
  };
  await announce(tx, context, {
    entity: kind,
    action: value === undefined ? "deleted" : "set",
    data,
  });
}

/** Tells of an alias that points somewhere else now, or was removed where `version` is null. */
export async function announceAlias(
  tx: Tx,
  context: ServerContext,
  moved: { name: string; alias: string; version: number | null },
): Promise<void> {
  const { name, alias, version } = moved;
  await announce(tx, context, {
    entity: (await isPromptName(tx, name)) ? "prompt_alias" : "model_version_alias",
    action: version === null ? "deleted" : "created",
    data: { name, alias, ...(version === null ? {} : { version: String(version) }) },
  });
}

const PROMPT_TEXT = "mlflow.prompt.text";
const MARKS: ReadonlySet<string> = new Set([PROMPT_TAG, PROMPT_TEXT, "_mlflow_prompt_type"]);

function withoutMarks(tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !MARKS.has(key)));
}

async function isPromptName(tx: Tx, name: string): Promise<boolean> {
  const tags = await selectTags(tx, { name, version: 0 });
  return isPrompt(Object.fromEntries(tags.map(({ key, value }) => [key, value])));
}

/** Queues a delivery for each webhook that hears of it, in the write that makes it so: both are kept, or neither. */
async function announce(tx: Tx, context: ServerContext, happening: Happening): Promise<void> {
  const hearing = await selectHearing(tx, happening);
  if (hearing.length === 0) return;
  const at = context.clock.now();
  const body = bodyOf(happening, at);
  for (const webhook of hearing) {
    if ((await countWaiting(tx, webhook)) >= WAITING_MAX)
      context.log.warn("webhook delivery dropped", { webhook, waiting: WAITING_MAX });
    else await insertDelivery(tx, { id: newId(), webhook, body, dueAt: at });
  }
  tx.afterCommit(() => sender.wake(context));
}
