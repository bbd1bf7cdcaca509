import type { ServerContext } from "#ground/server";
import { selectGoing } from "./store/joining.ts";

/** Lets the commands in again whose runs had begun before this server did. */
export async function keepPasses({
  database,
  passes,
}: ServerContext): Promise<{ stop(): Promise<void> }> {
  for (const id of await selectGoing(database)) passes.give(id);
  return { stop: async () => {} };
}
