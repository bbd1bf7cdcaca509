import {
  type Fields,
  invalid,
  type Operation,
  pageSize,
  pageToken,
  readOffset,
} from "#ground/mlflow";
import {
  createWebhook,
  deleteWebhook,
  type Entity,
  HAPPENINGS,
  listWebhooks,
  readWebhook,
  tryWebhook,
  updateWebhook,
  type Webhook,
  type WebhookEvent,
} from "../webhooks/index.ts";

const PAGE = 100;
const PAGE_MAX = 1000;
const EVENTS_MAX = 100;
const STATUSES = ["ACTIVE", "DISABLED"] as const;
/** In the order of MLflow's enums, for a client may send the number. */
const ENTITIES = Object.keys(HAPPENINGS).map((entity) => entity.toUpperCase());
const ACTIONS = ["CREATED", "UPDATED", "DELETED", "SET", "EXCEEDED"] as const;
const TRIAL_MS = 15_000;

function eventOf(fields: Fields): WebhookEvent {
  const entity = fields.word("entity", ENTITIES)?.toLowerCase() as Entity | undefined;
  const action = fields.word("action", ACTIONS)?.toLowerCase();
  if (entity === undefined || action === undefined)
    throw invalid(null, fields.where("entity"), "an event names an entity and an action");
  return { entity, action };
}

function eventsOf(fields: Fields): WebhookEvent[] {
  const events = fields.list("events");
  if (events.length > EVENTS_MAX)
    throw invalid(events.length, "events", `at most ${EVENTS_MAX} are allowed`);
  return events.map(eventOf);
}

function wireWebhook(webhook: Webhook): object {
  return {
    webhook_id: webhook.id,
    name: webhook.name,
    description: webhook.description === "" ? undefined : webhook.description,
    url: webhook.url,
    events: webhook.events.map(({ entity, action }) => ({
      entity: entity.toUpperCase(),
      action: action.toUpperCase(),
    })),
    status: webhook.status,
    creation_timestamp: webhook.created_at,
    last_updated_timestamp: webhook.updated_at,
  };
}

const ONE = "webhooks/:webhook_id";

/** Webhooks: addresses that are told what happens in the registry. */
export const WEBHOOK_OPERATIONS: readonly Operation[] = [
  {
    method: "POST",
    path: "webhooks",
    permission: "write",
    summary: "Makes a webhook. Its secret is kept sealed and never shown.",
    async run(fields, context) {
      const webhook = await createWebhook(context, {
        name: fields.needText("name"),
        url: fields.needText("url"),
        events: eventsOf(fields),
        description: fields.text("description"),
        secret: fields.text("secret"),
        status: fields.word("status", STATUSES),
      });
      return { webhook: wireWebhook(webhook) };
    },
  },
  {
    method: "GET",
    path: "webhooks",
    permission: "read",
    summary: "Webhooks, newest first, a page at a time.",
    async run(fields, context) {
      const limit = pageSize(fields, PAGE, PAGE_MAX);
      const offset = readOffset(fields.text("page_token"));
      const found = await listWebhooks(context.database, limit + 1, offset);
      return {
        webhooks: found.slice(0, limit).map(wireWebhook),
        next_page_token: found.length > limit ? pageToken([offset + limit]) : undefined,
      };
    },
  },
  {
    method: "GET",
    path: ONE,
    permission: "read",
    summary: "A webhook.",
    async run(fields, context) {
      return { webhook: wireWebhook(await readWebhook(context.database, idOf(fields))) };
    },
  },
  {
    method: "PATCH",
    path: ONE,
    permission: "write",
    summary: "Changes a webhook; what is left out stays.",
    async run(fields, context) {
      const webhook = await updateWebhook(context, idOf(fields), {
        name: fields.text("name"),
        url: fields.text("url"),
        events: fields.has("events") ? eventsOf(fields) : undefined,
        description: fields.text("description"),
        secret: fields.text("secret"),
        status: fields.word("status", STATUSES),
      });
      return { webhook: wireWebhook(webhook) };
    },
  },
  {
    method: "DELETE",
    path: ONE,
    permission: "write",
    summary: "Deletes a webhook, and what still waits to be sent to it.",
    async run(fields, context) {
      await deleteWebhook(context, idOf(fields));
      return {};
    },
  },
  {
    method: "POST",
    path: `${ONE}/test`,
    permission: "write",
    summary: "Sends a webhook an example of an event, once, and answers what came of it.",
    async run(fields, context) {
      const event = fields.message("event");
      const trial = await tryWebhook(
        context,
        idOf(fields),
        event === undefined ? undefined : eventOf(event),
        AbortSignal.timeout(TRIAL_MS),
      );
      return {
        result: {
          success: trial.success,
          response_status: trial.status,
          response_body: trial.body,
          error_message: trial.problem,
        },
      };
    },
  },
];

function idOf(fields: Fields): string {
  return fields.needText("webhook_id");
}
