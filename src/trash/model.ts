import type { PurgeWait } from "#ground/clock";
import type { Named } from "#ground/slice";

export const DAY_MS = 24 * 3_600_000;

/** What lies in the trash. */
export type TrashItem = Named & {
  /** What a person calls it. */
  readonly name: string;
  /** Where it was; empty where it was nowhere else. */
  readonly place: string;
  readonly project: string;
  /** How many things go with it; 1 where it is alone. */
  readonly holds: number;
  /** Bytes of its files; null where they have not been measured yet. */
  readonly bytes: number | null;
  readonly deletedAt: number;
  /** When it is purged; null where the trash is kept for ever. */
  readonly purgeAt: number | null;
  /** What holds it: `model intent@2`, `report 3f2a...`. It is not purged before these are gone. */
  readonly referencedBy: readonly string[];
};

/** Answer of `GET /api/fettle/1/trash`. */
export type TrashList = {
  /** The latest first, at most as many as asked for. */
  readonly items: readonly TrashItem[];
  /** How many there are. */
  readonly total: number;
  /** Of all that was measured. */
  readonly bytes: number;
  /** Why nothing is purged for its age now: the clock jumped ahead. Null where it is. */
  readonly waits: (PurgeWait & { readonly why: string }) | null;
};

/** The hours that the server must still run before what is old is purged. */
export function hoursOf({ leftMs }: PurgeWait): number {
  return Math.max(1, Math.ceil(leftMs / 3_600_000));
}

/** Why nothing is purged for its age. */
export function waitText(wait: PurgeWait): string {
  const hours = hoursOf(wait);
  return `the clock jumped from ${day(wait.from)} to ${day(wait.to)}: nothing is purged for its age before the server has run for ${hours} more hour${hours === 1 ? "" : "s"}`;
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** How many of a kind. */
export type KindCount = { readonly kind: string; readonly plural: string; readonly count: number };

/** What was purged for good. Beside `gone`, each kind's count stands under its plural, as in `runs: 3`. */
export type Purged = {
  readonly gone: readonly KindCount[];
  readonly bytes: number;
};

/** As much of an id as a person types. */
export function shortId(id: string): string {
  return /^[0-9a-f]{32}$/.test(id) ? id.slice(0, 8) : id;
}

/** `1 run and 2 experiments`; empty where nothing is gone. */
export function countsText(counts: readonly KindCount[]): string {
  const parts = counts
    .filter(({ count }) => count > 0)
    .map(({ kind, plural, count }) => `${count} ${count === 1 ? kind : plural}`);
  const last = parts.pop() ?? "";
  return parts.length === 0 ? last : `${parts.join(", ")} and ${last}`;
}
