import { join } from "node:path";

/** The file of a store in which its server says where it listens. */
export function serverFile(store: string): string {
  return join(store, "server.json");
}
