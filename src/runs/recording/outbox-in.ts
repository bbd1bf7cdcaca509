import { join } from "node:path";

/** Where in a store the requests of scripts wait that could not be sent. */
export function outboxIn(store: string): string {
  return join(store, "outbox");
}
