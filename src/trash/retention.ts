import { lookAtClock, type PurgeWait, waitOf } from "#ground/clock";
import { removeOldCopies } from "#ground/database";
import { fail } from "#ground/errors";
import type { ServerContext } from "#ground/server";
import { type Background, every, type Trashed } from "#ground/slice";
import { databaseFile } from "#ground/store";
import { dateText } from "#ground/words";
import { trashSettings } from "./config.ts";
import { ERRORS } from "./errors.ts";
import { finishPurges } from "./finish-purge.ts";
import { holdersOf, holdingsOf, keyOf } from "./held.ts";
import { countsText, DAY_MS, hoursOf, type Purged, waitText } from "./model.ts";
import { nothingPurged, purgeFree, together } from "./purge.ts";
import { keepReserve } from "./reserve.ts";
import { trashablesOf } from "./trashables.ts";

const HOUR_MS = 3_600_000;
const MEASURED_AT_ONCE = 500;
/** As many are purged together where none of them is bad. */
const PIECE = 25;

/** Looks through the trash each hour: finishes purges that were broken off, measures what is new, purges what is old. */
export const keepTrash: Background = async (context) => {
  const watch = watchClock(context);
  const kept = await every(HOUR_MS, "keeping the trash", async (_, signal) => {
    keepReserve(context);
    await finishPurges(context);
    for (const { measure } of trashablesOf(context))
      while (
        measure !== undefined &&
        !signal.aborted &&
        (await measure(context, MEASURED_AT_ONCE)) === MEASURED_AT_ONCE
      );
    const wait = await watch();
    if (signal.aborted || wait !== null) return;
    const copies = removeOldCopies(databaseFile(context.store.folder), context.clock.now());
    if (copies.length > 0) context.log.info("copies made before updates removed", { copies });
    await purgeOld(context);
  })(context);
  return {
    async stop() {
      await kept.stop();
      await watch();
    },
  };
};

/** What notes the time and for how long the server ran, by a watch that nobody sets, and says so when purging waits. */
function watchClock(context: ServerContext): () => Promise<PurgeWait | null> {
  let lookedAt = performance.now();
  let told: number | undefined;
  return async () => {
    const ran = performance.now() - lookedAt;
    lookedAt += ran;
    const wait = await lookAtClock(context.database, context.clock, Math.round(ran));
    if (wait !== null && wait.to !== told) {
      const [from, to] = [dateText(wait.from), dateText(wait.to)];
      const hours = hoursOf(wait);
      context.log.warn("the clock jumped; nothing is purged for its age yet", { from, to, hours });
    }
    told = wait?.to;
    return wait;
  };
}

/**
 * As `purgeOld`, when somebody asks for it. TRASH_WAITS where the clock jumped ahead: by that clock all may be old that
 * is not.
 */
export async function purgeExpired(context: ServerContext): Promise<Purged> {
  const wait = await waitOf(context.database, context.clock);
  if (wait !== null) throw fail(ERRORS, "TRASH_WAITS", { why: waitText(wait) });
  return purgeOld(context);
}

/** Purges what has lain in the trash for longer than the settings say. What somebody refers to stays. */
async function purgeOld(context: ServerContext): Promise<Purged> {
  const { days } = context.settings.of(trashSettings);
  let purged = nothingPurged(context);
  if (days === 0) return purged;
  const before = context.clock.now() - days * DAY_MS;
  for (const one of trashablesOf(context)) {
    const expired = await one.expired(context, before);
    for (let at = 0; at < expired.length; at += PIECE)
      purged = together(purged, await purgeSome(context, expired.slice(at, at + PIECE)));
  }
  const words = countsText(purged.gone);
  if (words !== "") context.log.info("trash purged", { what: words, bytes: purged.bytes });
  return purged;
}

/** Purges those that nobody holds. Where one of them is bad, each is tried by itself, so that it keeps back no other. */
async function purgeSome(context: ServerContext, things: readonly Trashed[]): Promise<Purged> {
  try {
    const holders = holdersOf(await holdingsOf(context, things));
    return await purgeFree(
      context,
      things.filter((one) => !holders.has(keyOf(one))),
    );
  } catch (error) {
    const [first, ...others] = things;
    let purged = nothingPurged(context);
    if (first === undefined) return purged;
    if (others.length === 0) {
      context.log.error("purging failed", { kind: first.kind, id: first.id, error });
      return purged;
    }
    for (const one of things) purged = together(purged, await purgeSome(context, [one]));
    return purged;
  }
}
