import { setImmediate as nextTurn } from "node:timers/promises";
import { verifyFolder } from "#ground/objects";
import type { ServerContext } from "#ground/server";
import { damagedPoints, settle } from "#runs";

/** What a look at all of a store found. */
export type StoreCheck = {
  /** A line for each thing that is not as it was written, which names it. */
  readonly damaged: readonly string[];
  /** Artifacts that were read. */
  readonly files: number;
  /** Of these, those of which nobody knows yet how they were stored. */
  readonly unknown: number;
};

/** Reads all of a store: the order of its database, the seals of all points, the sums of all artifacts. */
export async function checkStore(context: ServerContext, signal: AbortSignal): Promise<StoreCheck> {
  const damaged: string[] = [];
  await settle(context);
  const { aside } = context.database;
  for (const { integrity_check: line } of await aside.all<{ integrity_check: string }>(
    "PRAGMA integrity_check",
  ))
    if (line !== "ok") damaged.push(`fettle.db: ${line}`);
  for await (const line of damagedPoints(aside)) damaged.push(line);
  const goOn = async (): Promise<boolean> => {
    await nextTurn();
    return !signal.aborted;
  };
  const found = await verifyFolder(context.store.artifacts, { goOn });
  for (const { path, at } of found.damaged)
    damaged.push(`artifact ${path}: other bytes than were stored, from byte ${at} on`);
  return { damaged, files: found.files, unknown: found.unknown };
}
