import type { ServerContext } from "#ground/server";
import { type DeliveryQueue, startDeliveries, unseal } from "#ground/webhooks";
import { postponeDelivery, removeDelivery, selectLanes, selectNext } from "../store/deliveries.ts";
import { hang } from "./announce.ts";

/** Sends what waits, in the background of the server; a killed one goes on where it was. */
export async function deliverWebhooks(context: ServerContext): Promise<{ stop(): Promise<void> }> {
  const { database, store } = context;
  const queue: DeliveryQueue = {
    lanes: () => selectLanes(database),
    async next(lane) {
      const row = await selectNext(database, lane);
      if (row === undefined) return undefined;
      const { id, url, body, attempts } = row;
      const secret = row.secret === null ? null : (unseal(store.folder, row.secret) ?? null);
      return { id, url, body, attempts, secret };
    },
    remove: (id) => database.write((tx) => removeDelivery(tx, id)),
    postpone: (id, dueAt, problem) =>
      database.write((tx) => postponeDelivery(tx, id, dueAt, problem)),
  };
  const work = startDeliveries(queue, { ...context, settings: context.settings.webhooks });
  hang(database, work.wake);
  return work;
}
