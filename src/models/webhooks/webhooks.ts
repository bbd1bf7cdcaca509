import type { Reader, Tx } from "#ground/database";
import { fail } from "#ground/errors";
import { newId } from "#ground/id";
import type { ServerContext } from "#ground/server";
import {
  postOnce,
  seal,
  signedHeaders,
  targetProblem,
  unseal,
  webhookSettings,
} from "#ground/webhooks";
import { ERRORS } from "../errors.ts";
import {
  countWebhooks,
  deleteWebhookRows,
  insertWebhook,
  putEvents,
  selectEvents,
  selectWebhook,
  selectWebhooks,
  updateWebhookRow,
  type WebhookRow,
} from "../store/webhooks.ts";
import { bodyOf, type Entity, exampleOf, HAPPENINGS } from "./happening.ts";

export type WebhookEvent = { readonly entity: Entity; readonly action: string };

/** A webhook as it is shown: its secret never is. */
export type Webhook = Omit<WebhookRow, "secret"> & { readonly events: readonly WebhookEvent[] };

/** What can be said of a webhook; what is left out stays. */
export type WebhookWish = {
  readonly name?: string | undefined;
  readonly url?: string | undefined;
  readonly description?: string | undefined;
  readonly events?: readonly WebhookEvent[] | undefined;
  readonly secret?: string | undefined;
  readonly status?: WebhookRow["status"] | undefined;
};

const WEBHOOKS_MAX = 1000;
const SECRET_MAX = 1000;
const DESCRIPTION_MAX = 1000;
const NAME = /^(?=.{1,63}$)[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/i;

export async function createWebhook(
  context: ServerContext,
  wish: WebhookWish & { readonly name: string; readonly url: string },
): Promise<Webhook> {
  checkWebhook(context, wish);
  const events = wish.events ?? [];
  if (events.length === 0) throw invalid("a webhook needs events: Webhook events cannot be empty");
  const now = context.clock.now();
  const row: WebhookRow = {
    id: newId(),
    name: wish.name,
    url: wish.url,
    description: wish.description ?? "",
    status: wish.status ?? "ACTIVE",
    secret: sealed(context, wish.secret) ?? null,
    created_at: now,
    updated_at: now,
  };
  await context.database.write(async (tx) => {
    await requireRoom(tx);
    await insertWebhook(tx, row);
    await putEvents(tx, row.id, events);
  });
  return readWebhook(context.database, row.id);
}

/** Refuses one more than a server may have. */
export async function requireRoom(tx: Tx): Promise<void> {
  if ((await countWebhooks(tx)) >= WEBHOOKS_MAX)
    throw invalid(`there are ${WEBHOOKS_MAX} webhooks already; delete some`);
}

export async function updateWebhook(
  context: ServerContext,
  id: string,
  wish: WebhookWish,
): Promise<Webhook> {
  checkWebhook(context, wish);
  const secret = sealed(context, wish.secret);
  await context.database.write(async (tx) => {
    const old = await requireRow(tx, id);
    await updateWebhookRow(tx, {
      ...old,
      name: wish.name ?? old.name,
      url: wish.url ?? old.url,
      description: wish.description ?? old.description,
      status: wish.status ?? old.status,
      secret: secret ?? old.secret,
      // Later than before in any case, for clients tell by it that something changed.
      updated_at: Math.max(context.clock.now(), old.updated_at + 1),
    });
    if (wish.events !== undefined && wish.events.length > 0) await putEvents(tx, id, wish.events);
  });
  return readWebhook(context.database, id);
}

/** Removes a webhook, and what waits to be sent to it. */
export async function deleteWebhook(context: ServerContext, id: string): Promise<void> {
  await context.database.write(async (tx) => {
    await requireRow(tx, id);
    await deleteWebhookRows(tx, id);
  });
}

/** A webhook; MODELS_WEBHOOK_UNKNOWN where there is none. */
export async function readWebhook(db: Reader, id: string): Promise<Webhook> {
  return shown(db, await requireRow(db, id));
}

/** Webhooks, newest first. */
export async function listWebhooks(db: Reader, limit: number, offset: number): Promise<Webhook[]> {
  const rows = await selectWebhooks(db, limit, offset);
  return Promise.all(rows.map((row) => shown(db, row)));
}

/** What came of trying a webhook out. */
export type Trial = {
  readonly success: boolean;
  readonly status?: number;
  readonly body?: string;
  readonly problem?: string;
};

/** Sends an example of an event, by default of the first that it hears, once. */
export async function tryWebhook(
  context: ServerContext,
  id: string,
  event: WebhookEvent | undefined,
  signal: AbortSignal,
): Promise<Trial> {
  const row = await requireRow(context.database, id);
  const [first] = await selectEvents(context.database, id);
  const { entity, action } = event ?? (first as WebhookEvent);
  const at = context.clock.now();
  const body = bodyOf(exampleOf(entity, action), at);
  const secret = row.secret === null ? null : (unseal(context.store.folder, row.secret) ?? null);
  const headers = signedHeaders({ id: newId(), at, body, secret });
  const policy = context.settings.of(webhookSettings);
  const outcome = await postOnce({ url: row.url, body, headers, policy, signal });
  return outcome.kind === "failed"
    ? { success: false, problem: `Failed to test webhook: ${outcome.problem}` }
    : {
        success: outcome.status >= 200 && outcome.status < 300,
        status: outcome.status,
        body: outcome.body,
      };
}

/** Refuses what can't be a webhook. */
export function checkWebhook(context: ServerContext, wish: WebhookWish): void {
  if (wish.name !== undefined && !NAME.test(wish.name))
    throw invalid(
      `Webhook name ${JSON.stringify(wish.name)} is invalid: expected 1 to 63 letters, digits, dots, underscores and hyphens, with a letter or digit at both ends`,
    );
  for (const { entity, action } of wish.events ?? []) {
    const actions: readonly string[] = HAPPENINGS[entity];
    if (!actions.includes(action))
      throw invalid(
        `Invalid action '${action}' for entity '${entity}'. Valid actions are: ${actions.join(", ")}`,
      );
  }
  if ((wish.secret ?? "").length > SECRET_MAX)
    throw invalid(`the secret is longer than ${SECRET_MAX} characters`);
  if ((wish.description ?? "").length > DESCRIPTION_MAX)
    throw invalid(`the description is longer than ${DESCRIPTION_MAX} characters`);
  if (wish.url === undefined) return;
  const problem = targetProblem(wish.url, context.settings.of(webhookSettings));
  if (problem !== undefined) throw invalid(problem);
}

async function requireRow(db: Reader, id: string): Promise<WebhookRow> {
  const row = await selectWebhook(db, id);
  if (row === undefined) throw fail(ERRORS, "MODELS_WEBHOOK_UNKNOWN", { id });
  return row;
}

async function shown(db: Reader, { secret: _, ...row }: WebhookRow): Promise<Webhook> {
  return { ...row, events: (await selectEvents(db, row.id)) as readonly WebhookEvent[] };
}

function sealed(context: ServerContext, secret: string | undefined): string | undefined {
  return secret === undefined || secret === "" ? undefined : seal(context.store.folder, secret);
}

function invalid(problem: string): Error {
  return fail(ERRORS, "MODELS_WEBHOOK_INVALID", { problem });
}
