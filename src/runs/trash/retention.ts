import { type Background, every } from "#ground/slice";
import { finishPurges } from "./finish-purge.ts";
import { measure } from "./list-trash.ts";
import { purgeExpired } from "./purge.ts";

const HOUR_MS = 3_600_000;
const MEASURED_AT_ONCE = 500;

/** Looks through the trash each hour: finishes purges that were broken off, measures what is new, purges what is old. */
export const keepTrash: Background = every(
  HOUR_MS,
  "keeping the trash",
  async (context, signal) => {
    await finishPurges(context);
    while (!signal.aborted && (await measure(context, MEASURED_AT_ONCE)) === MEASURED_AT_ONCE);
    if (!signal.aborted) await purgeExpired(context);
  },
);
