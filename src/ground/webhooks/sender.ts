import type { Database } from "#ground/database";
import type { ServerContext } from "#ground/server";
import type { Background } from "#ground/slice";
import { type DeliveryQueue, startDeliveries } from "./deliveries.ts";
import { webhookSettings } from "./settings.ts";

/** What sends a slice's deliveries. */
export type Sender = {
  /** Sends what is waiting, as long as the server runs; a killed one goes on where it was. */
  readonly background: Background;
  /** Says that something was added to what is waiting; after the commit. */
  wake(context: Pick<ServerContext, "database">): void;
};

/** Sends what a slice keeps in a queue of its own, by the store's settings for webhooks. */
export function defineSender(queueOf: (context: ServerContext) => DeliveryQueue): Sender {
  const bells = new WeakMap<Database, () => void>();
  return {
    async background(context) {
      const settings = context.settings.of(webhookSettings);
      const deliveries = startDeliveries(queueOf(context), { ...context, settings });
      bells.set(context.database, deliveries.wake);
      return {
        async stop() {
          bells.delete(context.database);
          await deliveries.stop();
        },
      };
    },
    wake: ({ database }) => bells.get(database)?.(),
  };
}
