import type { ServerContext } from "#ground/server";
import { type DeliveryQueue, defineSender, unseal } from "#ground/webhooks";
import {
  deleteDelivery,
  postponeDelivery,
  selectLanes,
  selectNextDelivery,
} from "./store/deliveries.ts";
import { selectNotice } from "./store/notices.ts";

/** Sends the messages that wait. */
export const sender = defineSender(queueOf);

function queueOf(context: ServerContext): DeliveryQueue {
  const { database, clock, store } = context;
  return {
    lanes: () => selectLanes(database),
    async next(lane) {
      const delivery = await selectNextDelivery(database, lane);
      if (delivery === undefined) return undefined;
      const notice = await selectNotice(database, lane);
      const url = notice === undefined ? undefined : unseal(store.folder, notice.sealed);
      const { id, body, attempts } = delivery;
      // Without the store's key nobody knows where it should go; the empty address is refused, and that is noted.
      return { id, url: url ?? "", secret: null, body, attempts };
    },
    async remove(id, problem) {
      await database.write((tx) => deleteDelivery(tx, id, clock.now(), problem));
    },
    async postpone(id, dueAt, problem) {
      await database.write((tx) => postponeDelivery(tx, id, dueAt, problem));
    },
  };
}
