import type { ServerContext } from "#ground/server";
import { type Background, every, type Trashed } from "#ground/slice";
import { trashSettings } from "./config.ts";
import { finishPurges } from "./finish-purge.ts";
import { holdersOf, holdingsOf, keyOf } from "./held.ts";
import { countsText, DAY_MS, type Purged } from "./model.ts";
import { nothingPurged, purgeFree, together } from "./purge.ts";
import { trashablesOf } from "./trashables.ts";

const HOUR_MS = 3_600_000;
const MEASURED_AT_ONCE = 500;
/** As many are purged together where none of them is bad. */
const PIECE = 25;

/** Looks through the trash each hour: finishes purges that were broken off, measures what is new, purges what is old. */
export const keepTrash: Background = every(
  HOUR_MS,
  "keeping the trash",
  async (context, signal) => {
    await finishPurges(context);
    for (const { measure } of trashablesOf(context))
      while (
        measure !== undefined &&
        !signal.aborted &&
        (await measure(context, MEASURED_AT_ONCE)) === MEASURED_AT_ONCE
      );
    if (!signal.aborted) await purgeExpired(context);
  },
);

/** Purges what has lain in the trash for longer than the settings say. What somebody refers to stays. */
export async function purgeExpired(context: ServerContext): Promise<Purged> {
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
