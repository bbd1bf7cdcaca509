import { z } from "zod";
import { isFettleError } from "#ground/errors";
import type { ServerContext } from "#ground/server";
import type { CarriedRecord, LeftRecord, Selection, Taken } from "#ground/slice";
import {
  countWebhooks,
  insertWebhook,
  putEvents,
  selectEvents,
  selectWebhook,
  selectWebhooks,
} from "../store/webhooks.ts";
import { checkWebhook, requireRoom, type WebhookEvent } from "./webhooks.ts";

/** A webhook as it is carried: without its secret. */
export const webhookRecord = z.object({
  type: z.literal("webhook"),
  id: z.string().min(1).max(100),
  name: z.string().max(100),
  url: z.string().max(4096),
  description: z.string().max(100_000),
  events: z.array(z.object({ entity: z.string(), action: z.string() })).min(1),
  /** Where it was: here it is switched off, until somebody says so. */
  status: z.enum(["ACTIVE", "DISABLED"]),
  /** It has a secret, which is not carried. */
  signed: z.boolean(),
  createdAt: z.number().int().min(0),
  updatedAt: z.number().int().min(0),
});

/** All webhooks, where all of the server is asked for: they belong to no project. */
export async function* giveWebhooks(
  context: ServerContext,
  { project, wants }: Pick<Selection, "project" | "wants">,
): AsyncIterable<CarriedRecord | LeftRecord> {
  if (!wants("webhook")) return;
  const db = context.database.aside;
  const count = await countWebhooks(db);
  if (project !== undefined) {
    const what = "webhooks, which are the server's and of no project: --all carries them";
    if (count > 0) yield { type: "left", what, count, told: true };
    return;
  }
  let signed = 0;
  for (const row of (await selectWebhooks(db, count, 0)).reverse()) {
    const { id, name, url, description, status, secret } = row;
    const events = await selectEvents(db, id);
    if (secret !== null) signed += 1;
    yield {
      ...{ type: "webhook", id, name, url, description, events, status, signed: secret !== null },
      ...{ createdAt: row.created_at, updatedAt: row.updated_at },
    };
  }
  if (signed > 0) yield { type: "left", what: "secrets of webhooks", count: signed, told: true };
}

/**
 * Takes a webhook in, switched off: who imports does not thereby send anything to an address that somebody else wrote down.
 * One of its id that is here stays.
 */
export async function takeWebhook(
  context: ServerContext,
  record: z.infer<typeof webhookRecord>,
): Promise<Taken> {
  const { id, name, url, description, events, createdAt, updatedAt } = record;
  if ((await selectWebhook(context.database, id)) !== undefined) return { outcome: "same" };
  try {
    checkWebhook(context, { name, url, description, events: events as readonly WebhookEvent[] });
  } catch (error) {
    if (!isFettleError(error)) throw error;
    return { outcome: "refused", note: `webhook ${name}: ${error.message}` };
  }
  await context.database.write(async (tx) => {
    await requireRoom(tx);
    await insertWebhook(tx, {
      ...{ id, name, url, description, status: "DISABLED", secret: null },
      ...{ created_at: createdAt, updated_at: updatedAt },
    });
    await putEvents(tx, id, events);
  });
  const lacks = record.signed ? " and has no secret, which is not carried" : "";
  const note = `webhook ${name} is switched off here${lacks}: set it ACTIVE by MLflow's client`;
  return record.status === "DISABLED" && !record.signed
    ? { outcome: "new" }
    : { outcome: "new", note };
}
