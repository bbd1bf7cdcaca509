import { setImmediate } from "node:timers/promises";
import { waitOf } from "#ground/clock";
import { sweepIncoming, verifyFolder } from "#ground/objects";
import type { ServerContext } from "#ground/server";
import { dropOldUploads, UPLOAD_MS } from "./parts/index.ts";
import { ownStore } from "./place.ts";

const EVERY_MS = 3_600_000;

/** Every hour, and once at the start, tidies the artifacts. */
export async function keepArtifacts(context: ServerContext): Promise<{ stop(): Promise<void> }> {
  let stopped = false;
  const goOn = async (): Promise<boolean> => {
    await setImmediate();
    return !stopped;
  };
  const round = async (): Promise<void> => {
    try {
      await tidyArtifacts(context, goOn);
    } catch (error) {
      context.log.error("artifacts were not tidied", { error });
    }
  };
  let running = round();
  const timer = setInterval(() => {
    running = running.then(round);
  }, EVERY_MS);
  timer.unref();
  return {
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}

/** Gives back the space of contents that nothing uses any more. */
export async function giveBackSpace(context: ServerContext): Promise<void> {
  await ownStore(context).contents?.sweep(async () => {
    await setImmediate();
    return true;
  });
}

/**
 * Drops uploads that nobody finished, gives back the space of contents that nothing uses any more, and gives sums to files
 * that have none; as long as `goOn` says so, which is asked between steps.
 */
export async function tidyArtifacts(
  context: ServerContext,
  goOn: () => Promise<boolean> = async () => true,
): Promise<void> {
  const now = context.clock.now();
  // By a clock that jumped ahead every upload under way is old.
  if ((await waitOf(context.database, context.clock)) === null) {
    sweepIncoming(context.store.artifacts, now - UPLOAD_MS);
    await dropOldUploads(context);
  }
  if (await goOn()) await ownStore(context).contents?.sweep(goOn);
  // Of an earlier release, in parts, or copied with the folder.
  if (await goOn()) await verifyFolder(context.store.artifacts, { onlyNew: true, goOn });
}
