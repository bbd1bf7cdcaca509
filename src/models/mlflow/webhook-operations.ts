import {
  defineOperation,
  type Field,
  field,
  invalid,
  type OperationShape,
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

const EVENT = {
  entity: field.needed(field.word(ENTITIES)),
  action: field.needed(field.word(ACTIONS)),
} as const;

/** An event; `where` is told where it names none. */
const eventOf: Parameters<typeof field.message<typeof EVENT, WebhookEvent>>[1] = (read, fields) => {
  const entity = read.entity?.toLowerCase() as Entity | undefined;
  const action = read.action?.toLowerCase();
  if (entity === undefined || action === undefined)
    throw invalid(null, fields.where("entity"), "an event names an entity and an action");
  return { entity, action };
};

const allEvents = field.messages(EVENT, eventOf);

/** The events of a webhook; `undefined` where none were sent. */
const events: Field<WebhookEvent[] | undefined> = {
  ...allEvents,
  read(fields, at) {
    const count = fields.list(at).length;
    if (count > EVENTS_MAX) throw invalid(count, at, `at most ${EVENTS_MAX} are allowed`);
    return fields.has(at) ? allEvents.read(fields, at) : undefined;
  },
};

const SETTINGS = {
  description: field.text,
  secret: field.about(field.text, "Signs what is sent."),
  status: field.word(STATUSES),
};
const ID = { webhook_id: field.needText };

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
export const WEBHOOK_OPERATIONS: readonly OperationShape[] = [
  defineOperation({
    method: "POST",
    path: "webhooks",
    permission: "write",
    summary: "Makes a webhook. Its secret is kept sealed and never shown.",
    fields: {
      name: field.about(field.needText, "At most 63 characters."),
      url: field.needText,
      events,
      ...SETTINGS,
    },
    async run({ events = [], ...asked }, context) {
      const webhook = await createWebhook(context, { ...asked, events });
      return { webhook: wireWebhook(webhook) };
    },
  }),
  defineOperation({
    method: "GET",
    path: "webhooks",
    permission: "read",
    summary: "Webhooks, newest first, a page at a time.",
    fields: { max_results: field.pageLimit(PAGE, PAGE_MAX), page_token: field.text },
    async run({ max_results: limit, page_token: token }, context) {
      const offset = readOffset(token);
      const found = await listWebhooks(context.database, limit + 1, offset);
      return {
        webhooks: found.slice(0, limit).map(wireWebhook),
        next_page_token: found.length > limit ? pageToken([offset + limit]) : undefined,
      };
    },
  }),
  defineOperation({
    method: "GET",
    path: ONE,
    permission: "read",
    summary: "A webhook.",
    fields: ID,
    async run({ webhook_id: id }, context) {
      return { webhook: wireWebhook(await readWebhook(context.database, id)) };
    },
  }),
  defineOperation({
    method: "PATCH",
    path: ONE,
    permission: "write",
    summary: "Changes a webhook; what is left out stays.",
    fields: { ...ID, name: field.text, url: field.text, events, ...SETTINGS },
    async run({ webhook_id: id, ...asked }, context) {
      const webhook = await updateWebhook(context, id, asked);
      return { webhook: wireWebhook(webhook) };
    },
  }),
  defineOperation({
    method: "DELETE",
    path: ONE,
    permission: "write",
    summary: "Deletes a webhook, and what still waits to be sent to it.",
    fields: ID,
    async run({ webhook_id: id }, context) {
      await deleteWebhook(context, id);
      return {};
    },
  }),
  defineOperation({
    method: "POST",
    path: `${ONE}/test`,
    permission: "write",
    summary: "Sends a webhook an example of an event, once, and answers what came of it.",
    fields: { ...ID, event: field.message(EVENT, eventOf) },
    async run({ webhook_id: id, event }, context) {
      const trial = await tryWebhook(context, id, event, AbortSignal.timeout(TRIAL_MS));
      return {
        result: {
          success: trial.success,
          response_status: trial.status,
          response_body: trial.body,
          error_message: trial.problem,
        },
      };
    },
  }),
];
