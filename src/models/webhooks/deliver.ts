import type { ServerContext } from "#ground/server";
import { type DeliveryQueue, defineSender, unseal } from "#ground/webhooks";
import { postponeDelivery, removeDelivery, selectLanes, selectNext } from "../store/deliveries.ts";

/** Sends what webhooks are to hear. */
export const sender = defineSender(queueOf);

function queueOf({ database, store }: ServerContext): DeliveryQueue {
  return {
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
}
