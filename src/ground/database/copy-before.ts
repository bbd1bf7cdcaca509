import { existsSync, readdirSync, rmSync, statfsSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fail, GROUND_ERRORS } from "#ground/errors";
import { bytes } from "#ground/words";
import { copySqlite } from "./copy-sqlite.ts";

const DAYS = 30;
const DAY_MS = 24 * 3_600_000;
/** What is left beside the copy, so that the migration itself can begin. */
const MARGIN = 4 * 1_048_576;

/** What a copy of a database takes, in bytes. */
function sizeOf(path: string): number {
  const parts = [path, `${path}-wal`];
  return parts.reduce((n, at) => n + (statSync(at, { throwIfNoEntry: false })?.size ?? 0), 0);
}

/** Refuses where the disk has no space for a copy of the database: DATABASE_SPACE, and nothing was touched. */
export function requireSpace(path: string, free = freeAt(path)): void {
  const needed = sizeOf(path) + MARGIN;
  if (free >= needed) return;
  throw fail(GROUND_ERRORS, "DATABASE_SPACE", { path, needed: bytes(needed), free: bytes(free) });
}

function freeAt(path: string): number {
  const { bavail, bsize } = statfsSync(dirname(path));
  return bavail * bsize;
}

/**
 * Copies the database beside itself under a label, by SQLite: who opens and closes its file himself gives up the locks
 * that keep other programs from taking its log away. Where that fails nothing of it stays.
 */
export async function keepCopy(path: string, label: string): Promise<void> {
  if (!existsSync(path)) return;
  const copy = `${path}.before-${label}`;
  const remove = () => {
    for (const end of ["", "-journal", "-wal"]) rmSync(`${copy}${end}`, { force: true });
  };
  remove();
  try {
    await copySqlite(path, copy);
  } catch (error) {
    remove();
    throw error;
  }
}

/** Removes the copies that migrations made over 30 days before a time, in ms since 1970; their paths. */
export function removeOldCopies(path: string, now: number): string[] {
  const start = `${basename(path)}.before-`;
  const old = readdirSync(dirname(path))
    .filter((name) => name.startsWith(start) && /-\d+(-wal)?$/.test(name))
    .map((name) => join(dirname(path), name))
    .filter(
      (file) => now - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? now) > DAYS * DAY_MS,
    );
  for (const file of old) rmSync(file, { force: true });
  return old;
}
