import type { Database, Reader } from "#ground/database";
import type { Boot } from "./boot.ts";
import type { Clock } from "./clock.ts";

const DAY_MS = 24 * 3_600_000;
/** A clock that is further ahead than this of what it was when it was last seen has jumped. */
const JUMP_MS = 2 * DAY_MS;
/** So long the server must have run since, before age is a reason to remove anything. */
const WAIT_MS = DAY_MS;

/** Why nothing is removed for its age now. */
export type PurgeWait = {
  /** The clock when it was last seen before it jumped, in ms since 1970, and what it showed then. */
  readonly from: number;
  readonly to: number;
  /** So long the server must still run, in ms. */
  readonly leftMs: number;
};

type Row = {
  readonly seen_at: number;
  readonly boot: string;
  readonly up_ms: number;
  readonly jumped_from: number | null;
  readonly jumped_to: number | null;
  readonly left_ms: number;
};

const SELECT =
  "SELECT seen_at, boot, up_ms, jumped_from, jumped_to, left_ms FROM fettle_clock WHERE id = 1";
const PUT = `INSERT INTO fettle_clock (id, seen_at, boot, up_ms, jumped_from, jumped_to, left_ms)
  VALUES (1, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at, boot = excluded.boot, up_ms = excluded.up_ms,
    jumped_from = excluded.jumped_from, jumped_to = excluded.jumped_to, left_ms = excluded.left_ms`;

/**
 * Why age is no reason to remove anything at this time; null where it is one. A clock that jumped ahead makes everything
 * old at once: by a battery that died, by a virtual machine that was woken, by a slip of the hand.
 */
export async function waitOf(db: Reader, clock: Clock): Promise<PurgeWait | null> {
  return waitAfter(await db.get<Row>(SELECT), lookOf(clock, 0));
}

/** Notes the time, and that the server has run for so long since it was last noted. As `waitOf`. */
export async function lookAtClock(
  db: Database,
  clock: Clock,
  ranMs: number,
): Promise<PurgeWait | null> {
  return db.write(async (tx) => {
    const look = lookOf(clock, ranMs);
    const { now, boot } = look;
    const wait = waitAfter(await tx.get<Row>(SELECT), look);
    const { from = null, to = null, leftMs = 0 } = wait ?? {};
    await tx.run(PUT, now, boot.id, boot.upMs, from, to, leftMs);
    return wait;
  });
}

type Look = { readonly now: number; readonly boot: Boot; readonly ranMs: number };

function lookOf(clock: Clock, ranMs: number): Look {
  return { now: clock.now(), boot: clock.boot?.() ?? { id: "", upMs: 0 }, ranMs };
}

function waitAfter(row: Row | undefined, { now, boot, ranMs }: Look): PurgeWait | null {
  if (row === undefined) return null;
  const ahead = now - row.seen_at;
  // As long as the machine runs, it knows itself how much time went by; else all of it may have.
  const isSameBoot = boot.id !== "" && boot.id === row.boot;
  const passed = isSameBoot ? Math.max(0, boot.upMs - row.up_ms) : 0;
  if (ahead - passed > JUMP_MS) return { from: row.seen_at, to: now, leftMs: WAIT_MS };
  // Set back: what is too old now is so by the clock that was there before.
  if (ahead < -JUMP_MS) return null;
  const leftMs = row.left_ms - ranMs;
  if (leftMs <= 0) return null;
  return { from: row.jumped_from ?? row.seen_at, to: row.jumped_to ?? now, leftMs };
}
