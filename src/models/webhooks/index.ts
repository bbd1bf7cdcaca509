export { announceAlias, announceModel, announceTag, announceVersion } from "./announce.ts";
export { giveWebhooks, takeWebhook, webhookRecord } from "./carry-webhooks.ts";
export { sender } from "./deliver.ts";
export { type Entity, HAPPENINGS } from "./happening.ts";
export {
  createWebhook,
  deleteWebhook,
  listWebhooks,
  readWebhook,
  type Trial,
  tryWebhook,
  updateWebhook,
  type Webhook,
  type WebhookEvent,
} from "./webhooks.ts";
