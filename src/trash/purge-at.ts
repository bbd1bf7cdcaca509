import type { StoreSettings } from "#ground/server";
import { trashSettings } from "./config.ts";
import { DAY_MS } from "./model.ts";

/** When something that was put into the trash at a time is purged by itself; null where it is kept for ever. */
export function purgeAt(settings: StoreSettings, deletedAt: number): number | null {
  const { days } = settings.of(trashSettings);
  return days === 0 ? null : deletedAt + days * DAY_MS;
}
