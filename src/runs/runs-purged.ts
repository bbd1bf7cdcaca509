import type { Tx } from "#ground/database";
import { defineHook, type Hook } from "#ground/hooks";

/** Called within the write that removes runs for good, with their ids: what others keep of them goes with them. */
export const runsPurged: Hook<(tx: Tx, ids: readonly string[]) => Promise<void>> =
  defineHook("runs.runsPurged");
